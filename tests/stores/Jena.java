import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.DatasetFactory;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.sparql.core.DatasetDescription;
import org.apache.jena.sparql.core.DynamicDatasets;
import org.apache.jena.system.Txn;
import org.apache.jena.update.UpdateAction;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Apache Jena behind HTTP: SPARQL 1.1 queries at /query, updates at /update, whole graphs at /store.
 *
 * Debian has Jena without its server. This speaks what the tests ask for: JSON for rows, N-Triples for graphs.
 * The data are in memory; each request is one transaction, and a query has 20 seconds.
 */
public class Jena {
    private static final Dataset DATA = DatasetFactory.createTxnMem();

    /** What answers a request at one path: writes a body, and returns the status. */
    interface Action {
        int answer(HttpExchange request, Map<String, List<String>> given, byte[] body, ByteArrayOutputStream out);
    }

    public static void main(String[] arguments) throws IOException {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0]));
        HttpServer server = HttpServer.create(address, 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/query", request -> serve(request, Jena::query));
        server.createContext("/update", request -> serve(request, Jena::update));
        server.createContext("/store", request -> serve(request, Jena::store));
        server.start();
    }

    private static int query(
            HttpExchange request, Map<String, List<String>> given, byte[] body, ByteArrayOutputStream out) {
        Query query = QueryFactory.create(given.getOrDefault("query", List.of(new String(body, UTF_8))).get(0));
        List<String> defaults = given.getOrDefault("default-graph-uri", List.of());
        List<String> named = given.getOrDefault("named-graph-uri", List.of());
        Dataset chosen = defaults.isEmpty() && named.isEmpty() ? DATA
            : DynamicDatasets.dynamicDataset(DatasetDescription.create(defaults, named), DATA, false);
        boolean graph = query.isConstructType() || query.isDescribeType();
        Txn.executeRead(DATA, () -> {
            try (QueryExecution run =
                    QueryExecution.create().query(query).dataset(chosen).timeout(20, TimeUnit.SECONDS).build()) {
                if (query.isAskType()) {
                    ResultSetFormatter.outputAsJSON(out, run.execAsk());
                } else if (graph) {
                    RDFDataMgr.write(out, query.isConstructType() ? run.execConstruct() : run.execDescribe(), Lang.NT);
                } else {
                    ResultSetFormatter.outputAsJSON(out, run.execSelect());
                }
            }
        });
        request.getResponseHeaders().set(
            "Content-Type", graph ? "application/n-triples" : "application/sparql-results+json");
        return 200;
    }

    private static int update(
            HttpExchange request, Map<String, List<String>> given, byte[] body, ByteArrayOutputStream out) {
        String text = given.getOrDefault("update", List.of(new String(body, UTF_8))).get(0);
        Txn.executeWrite(DATA, () -> UpdateAction.parseExecute(text, DATA));
        return 204;
    }

    private static int store(
            HttpExchange request, Map<String, List<String>> given, byte[] body, ByteArrayOutputStream out) {
        String name = given.get("graph").get(0);
        switch (request.getRequestMethod()) {
            case "GET":
                return Txn.calculateRead(DATA, () -> {
                    if (DATA.containsNamedModel(name)) {
                        RDFDataMgr.write(out, DATA.getNamedModel(name), Lang.NT);
                    }
                    return out.size() > 0 ? 200 : 404;
                });
            case "PUT":
            case "POST":
                Txn.executeWrite(DATA, () -> {
                    if (request.getRequestMethod().equals("PUT")) {
                        DATA.removeNamedModel(name);
                    }
                    RDFDataMgr.read(DATA.getNamedModel(name), new ByteArrayInputStream(body), Lang.NT);
                });
                return 204;
            default:
                return 405;
        }
    }

    private static void serve(HttpExchange request, Action action) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status;
        try {
            byte[] body = request.getRequestBody().readAllBytes();
            String type = String.valueOf(request.getRequestHeaders().getFirst("Content-Type"));
            Map<String, List<String>> given = new TreeMap<>();
            read(given, request.getRequestURI().getRawQuery());
            read(given, type.startsWith("application/x-www-form-urlencoded") ? new String(body, UTF_8) : null);
            status = action.answer(request, given, body, out);
        } catch (Exception | LinkageError error) {
            status = 400;
            out.writeBytes(String.valueOf(error.getMessage()).getBytes(UTF_8));
        }
        request.sendResponseHeaders(status, out.size() == 0 ? -1 : out.size());
        request.getResponseBody().write(out.toByteArray());
        request.close();
    }

    private static void read(Map<String, List<String>> given, String pairs) {
        for (String pair : pairs == null ? new String[0] : pairs.split("&")) {
            String[] parts = pair.split("=", 2);
            String value = URLDecoder.decode(parts.length > 1 ? parts[1] : "", UTF_8);
            given.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(value);
        }
    }
}
