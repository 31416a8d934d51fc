# The service in a container: docker build -t iccis . && docker run --rm --read-only -p 7878:7878 iccis

FROM node:24-slim AS scripts
WORKDIR /build/web
COPY web .
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN npm run build

FROM python:3.11-slim AS wheel
WORKDIR /build
COPY requirements/build.txt requirements/
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement requirements/build.txt
COPY pyproject.toml README.md LICENSE LICENSE-DATA ./
COPY ontology ontology
COPY kg kg
COPY shapes shapes
COPY queries queries
COPY tests/answers tests/answers
COPY src src
COPY --from=scripts /build/src/iccis/publication/site/static/built src/iccis/publication/site/static/built
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels .

FROM python:3.11-slim
WORKDIR /build
COPY requirements/run.txt requirements/
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement requirements/run.txt
COPY --from=wheel /wheels /wheels
RUN pip install --no-cache-dir --no-deps /wheels/iccis-*.whl
USER 10001:10001
ENV PYTHONDONTWRITEBYTECODE=1
EXPOSE 7878
HEALTHCHECK --interval=10s --timeout=3s CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:7878/health/ready', timeout=2)"]
ENTRYPOINT ["iccis", "serve", "--host", "0.0.0.0"]
