"""Queries made up at random, each from a seed: SPARQL with spaces and without, and Cypher."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

TRICKS = (
    "SERVICE <@@> { ?a ?b ?c }", "sErViCe SILENT <@@> { }", "SERVICE:s { ?a ?b ?c }",
    "SERVICE<@@>{}", "?a ?b trueSERVICE <@@> { ?c ?d ?e }", "?a ?b 1SERVICE <@@> {}",
    "BIND(<@@> AS ?u) SERVICE ?u { }", "SERVICE # \n <@@> { }", "SERV\\u0049CE <@@> {}",
    "FILTER(?a<'x>') SERVICE <@@> { ?s ?p ?o } FILTER(?b='y')", "GRAPH SERVICE:s { }",
    "FILTER(?a<x:b#>'''\n) SERVICE <@@> {} #'''\n",
)  # fmt: skip
PATTERNS = (
    "(a:Odd)-[r]->(b)", "(a:Odd)", "(a:Odd {id: 'x'})", "p = (a:Odd)-[*1..2]-(b)", "(a:`Odd One`)",
)  # fmt: skip
OUTS = (
    "LOAD CSV FROM '@@' AS line RETURN line", "load /* */ csv FROM '@@' AS l RETURN l",
    "LO\\u0041D CSV FROM '@@' AS l RETURN l", "LOAD\tCSV WITH HEADERS FROM '@@' AS l RETURN l.x",
    "LOAD //\n CSV FROM '@@' AS l RETURN l", "CALL { LOAD CSV FROM '@@' AS l RETURN l } RETURN l",
    "CALL dbms.components() YIELD name RETURN name", "CREATE (n:New) RETURN n", "SHOW DATABASES",
    "MATCH (a:Odd) DETACH DELETE a", "MATCH (a:Odd) SET a.x = 1 RETURN a",
    "RETURN apoc.load.json('@@')", "UNWIND [1] AS x LOAD CSV FROM '@@' AS l RETURN l",
    "FOREACH (x IN [1] | CREATE (:N))",
)  # fmt: skip
NOISE = (
    "'",
    '"',
    "`",
    "/*",
    "*/",
    "//",
    "#",
    "\\",
    "\\u0041",
    "}",
    "{",
    ")",
    "$case",
    ";",
    "\n",
    "<",
)


def sparql(dice: Random, uri: str) -> str:
    """Return a query of nested patterns; one in six has a trick in it, one in four is spoilt."""
    body = " ".join(_group(dice, 0) for _ in range(dice.randint(1, 3)))
    if dice.random() < 0.17:
        body = f"{body} {dice.choice(TRICKS)}"
    head = dice.choice(("SELECT *", "SELECT DISTINCT ?a", "ASK", "CONSTRUCT { ?a ?b ?c }"))
    text = f"PREFIX x: <urn:x:> PREFIX : <{uri}> PREFIX SERVICE: <{uri}> {head} WHERE {{ {body} }}"
    return _spoilt(dice, text).replace("@@", uri)


def _group(dice: Random, depth: int) -> str:
    triple = f"{_term(dice)} {_verb(dice)} {_term(dice)} ."
    if depth > 2 or dice.random() < 0.4:
        return triple
    inner = _group(dice, depth + 1)
    forms = (
        f"OPTIONAL {{ {inner} }}", f"{{ {inner} }} UNION {{ {triple} }}", f"GRAPH ?g {{ {inner} }}",
        f"{triple} FILTER(?a < 5 || ?b > {dice.randint(0, 9)})", f"MINUS {{ {inner} }}",
        f"FILTER NOT EXISTS {{ {inner} }}", f"BIND(STR(?a) AS ?v{dice.randint(0, 10**9)}) {triple}",
    )  # fmt: skip
    return dice.choice(forms)


def _term(dice: Random) -> str:
    return dice.choice(("?a", "?b", "?c", "x:s", ":s", "<urn:x:y>"))


def _verb(dice: Random) -> str:
    return dice.choice(("?p", "a", "x:p", ":q", "x:p/x:q", "x:p*", "^x:p"))


def cypher(dice: Random, uri: str) -> str:
    """Return a query; one in four tries to get out or to write, one in four is spoilt."""
    where = dice.choice(("", " WHERE a.case = $case", " WHERE $case IS NOT NULL", " WHERE true"))
    begun = f"MATCH {dice.choice(PATTERNS)}{where}"
    if dice.random() < 0.25:
        out = dice.choice(OUTS)
        return _spoilt(dice, out if dice.random() < 0.5 else f"{begun} WITH a {out}").replace(
            "@@", uri
        )
    told = dice.choice(("RETURN a", "RETURN count(*) AS a", "RETURN $case AS a"))
    more = (
        " UNION MATCH (a:Odd) WHERE a.case = $case RETURN a" if dice.random() < 0.5 else " LIMIT 3"
    )
    return _spoilt(dice, f"{begun} {told}{more}")


def _spoilt(dice: Random, text: str) -> str:
    if dice.random() > 0.25:
        return text
    place = dice.randrange(len(text))
    return text[:place] + dice.choice(NOISE) + text[place:]


GLUE = (
    "x:a", "x:a.b", "x:a.b.", "x:.", "x:a.b.c.", ":", ":.", "_:b", "_:b.c", "?u", "?a.", "1", "1.",
    "1.5", ".5", "1e3", "-2", "true", "false", "a", "'s'", "'s'@en", "'s'@en-x", "'s'^^x:t",
    "<urn:i>", "[]", "()", ".", ";", ",", "x:%41", "x:a\\.", "x:a-", "$v", "\"\"\"l\"\"\"", "?b~",
    "<<(?a ?b ?c)>>", "?b{|?q ?r|}", "UNDEF", "DISTINCT", "?a<?b", "?a>?b", "#\n", "x:SERVICE",
    "SERVICE:x", "?SERVICE",
)  # fmt: skip
AHEAD = (
    "SERVICE<@@>{}", "SERVICE?u{}", "SERVICE:s{}", "service<@@>{?s?p?o}", "SERVICE SILENT?u{}",
    "SERVICESILENT<@@>{}", "SERVICEx:s{}", "SERVICE#\n<@@>{}", "LOAD<@@>", "SERVICE{}", "SERVICE",
)  # fmt: skip
AROUND = (
    "{%}", "{?a?b?c.%}", "{?a?b %}", "{?a ?b?c,%}", "{BIND(<@@>AS?u)%}", "{VALUES?u{<@@>}%}",
    "{{%}UNION{?a?b?c}}", "{OPTIONAL{%}}", "{FILTER EXISTS{%}}", "{FILTER(?a<?b)%}", "{GRAPH?g{%}}",
    "{?a?b x:a.b%}", "{?a?b<<?c?d?e>>%}", "{?a?b?c{|?d?e|}%}", "{SELECT*{%}}", "{?a?b[?c?d]%}",
    "{LATERAL{%}}", "{?a(x:b|^x:c)*?d%}", "{MINUS{%}}", "{FILTER(?a IN(1,%))}", "{?a?b?c%",
)  # fmt: skip


def dense(dice: Random, uri: str) -> str:
    """Return a query in which nearly no token is set apart from the next; most hold a way out."""
    parts = [dice.choice(GLUE) for _ in range(dice.choice((0, 0, 1, 1, 2, 3)))]
    if dice.random() < 0.85:
        parts.insert(dice.randint(0, len(parts)), dice.choice(AHEAD))
    body = dice.choice(AROUND).replace("%", "".join(parts))
    if dice.random() < 0.2:
        place = dice.randrange(len(body))
        body = body[:place] + dice.choice((*NOISE, *GLUE)) + body[place:]
    head = dice.choice(("SELECT*", "SELECT?a", "ASK", "SELECT(1AS?x)", "SELECT DISTINCT*WHERE"))
    text = f"PREFIX x:<urn:x:>PREFIX :<{uri}>PREFIX SERVICE:<{uri}>{head}{body}"
    return text.replace("@@", uri)


def calling(dice: Random, uri: str) -> str:
    """Return a query that calls out, most often in a form that every engine understands."""
    if dice.random() < 0.1:
        return dense(dice, uri)
    if dice.random() < 0.05:
        return f"LOAD <{uri}>"
    body = " ".join(_group(dice, 1) for _ in range(dice.randint(0, 1)))
    text = f"SELECT * WHERE {{ {dice.choice(TRICKS)} {body} }}".replace("@@", uri)
    return f"PREFIX x: <urn:x:> PREFIX : <{uri}> {text}"


class Cases:
    """Cypher about one of two cases on a server: some patterns are of it, others of any."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._depth = 0
        self._known: list[str] = []
        self._count = 0

    def query(self) -> str:
        """Return a whole query."""
        begun = self._pick(*["MATCH (a0:Thing {case: $case}) "] * 8, "MATCH (a0) ", "")
        self._known = ["a0"] if begun else []
        text = begun + " ".join(self._clause() for _ in range(self._dice.randint(0, 3)))
        if self._dice.random() < 0.05:
            union = f"MATCH {self._path()} RETURN 1 AS u"
            return f"{text} RETURN {self._expression()} AS u UNION {union}"
        return f"{text} RETURN {self._pick(f'{self._expression()} AS u', self._name(), '*')}"

    def _pick(self, *choices: str) -> str:
        return self._dice.choice(choices)

    def _name(self) -> str:
        """Return a name that something bears, and seldom one that nothing does."""
        return self._pick(*self._known * 8, "a0")

    def _new(self) -> str:
        """Return a new name, and seldom one that was borne before."""
        self._count += 1
        return f"n{self._count if self._dice.random() < 0.8 else self._dice.randint(0, 3)}"

    def _inside(self, make: Callable[[], str]) -> str:
        """Return what is made with names of its own, which nobody knows behind it."""
        before = list(self._known)
        made = make()
        self._known = before
        return made

    def _node(self) -> str:
        if self._known and self._dice.random() < 0.5:
            return f"({self._dice.choice(self._known)})"
        told = self._pick(
            *[" {case: $case}"] * 12, *[""] * 6, " {secret: 'B1'}", " WHERE true",
            " {case: $case, case: 'kg-fuzz-B'}",
        )  # fmt: skip
        name = self._pick(self._new(), "")
        self._known += [name] if name else []
        return f"({name}{self._pick(':Thing', '')}{told})"

    def _path(self, least: int = 0) -> str:
        path = self._node()
        for _ in range(max(least, self._dice.choice((0, 1, 1, 2)))):
            path += self._pick(
                "-->", "--", "<--", "-[:R]->", "-[:R*0..2]-", "-[:R*0..1 {case: $case}]-",
                "-[:R {case: $case}]-", f"-[{self._new()}:R]->", "-[:S|R]-",
            ) + self._node()  # fmt: skip
        return path

    def _patterns(self) -> str:
        return ", ".join(self._path() for _ in range(self._dice.choice((1, 1, 1, 2))))

    def _shortest(self) -> str:
        return f"shortestPath({self._node()}-[:R*..3]-{self._node()})"

    def _nested(self, *makers: Callable[[], str], end: str) -> str:
        self._depth += 1
        made = self._dice.choice(makers)() if self._depth < 4 else end
        self._depth -= 1
        return made

    def _expression(self) -> str:
        return self._inside(self._any_expression)

    def _any_expression(self) -> str:
        n, m = self._name(), self._new()

        def local(text: str) -> str:
            """Return an expression that knows one more name, or nearly always does."""
            self._known.append(m)
            return text.replace("%", self._expression())

        secret = f"{n}.secret"
        return self._nested(
            *[lambda: secret] * 3,
            lambda: n,
            lambda: f"COUNT {{ {self._patterns()} }}",
            lambda: f"EXISTS {{ {self._patterns()} WHERE {self._expression()} IS NOT NULL }}",
            lambda: f"COLLECT {{ MATCH {self._patterns()} RETURN {self._expression()} AS z }}",
            lambda: f"COLLECT {{ {self._clause()} RETURN {self._name()}.secret AS z }}",
            lambda: f"[{self._path(1)} | {self._expression()}]",
            lambda: f"[p = {self._path(1)} WHERE {self._expression()} IS NOT NULL | length(p)]",
            lambda: f"[{m} IN [{self._expression()}] | " + local("%]"),
            lambda: f"[{m} IN COLLECT {{ MATCH {self._path()} RETURN {m}.secret AS z }} | {m}]",
            lambda: f"any({m} IN [{self._expression()}] WHERE " + local("% IS NULL)"),
            lambda: f"reduce({m} = {self._expression()}, y IN [1] | " + local("%)"),
            lambda: f"size([{self._path(1)} | 1])",
            lambda: f"{n} {{.secret, k: {self._expression()}}}",
            lambda: f"{{k: {self._expression()}}}",
            lambda: f"CASE WHEN {self._path(1)} THEN 1 ELSE {self._expression()} END",
            self._shortest,
            lambda: f"[1, 2][0..COUNT {{ {self._patterns()} }}]",
            end=secret,
        )

    def _subquery(self, head: str, known: list[str], m: str) -> str:
        """Return a call of a subquery that is handed some names."""

        def body() -> str:
            self._known = known
            return f"{self._clause()} RETURN {self._expression()} AS {m}"

        return f"{head} {self._inside(body)} }}"

    def _clause(self) -> str:
        n, m = self._name(), self._new()
        know: list[str] | None = None

        def with_(text: str, known: list[str]) -> str:
            nonlocal know
            know = known if self._dice.random() < 0.8 else None
            return text

        wheres = (f"WITH {n}, count(*) AS {m} WHERE ", f"WITH count(*) AS {m} ORDER BY ")
        made = self._nested(
            *[lambda: f"MATCH {self._patterns()}"] * 5,
            lambda: f"MATCH {self._patterns()} WHERE {self._expression()} IS NOT NULL",
            lambda: f"OPTIONAL MATCH {self._patterns()}",
            lambda: f"MATCH {m} = {self._shortest()}",
            lambda: with_(f"WITH {n}", [n]),
            lambda: with_(f"WITH {n} AS {m}, 1 AS u", [m]),
            lambda: with_(f"{wheres[0]}{self._expression()} IS NOT NULL", [n]),
            lambda: with_(f"{wheres[1]}{self._expression()}", []),
            lambda: with_(f"WITH {self._expression()} AS {m}", []),
            lambda: with_(f"WITH collect({n}) AS {m}z UNWIND {m}z AS {m}", [m]),
            lambda: f"UNWIND [{self._expression()}] AS {m}",
            lambda: self._subquery(f"CALL ({n}) {{", [n], m),
            lambda: self._subquery("CALL (*) {", list(self._known), m),
            lambda: self._subquery("CALL {", [], m),
            lambda: self._subquery(f"CALL {{ WITH {n}", [n], m),
            end=f"MATCH {self._path()}",
        )
        self._known = self._known if know is None else know
        return made


def of_cases(dice: Random, uri: str) -> str:
    """Return a question about one of two cases, which may ask of the other as well."""
    return Cases(dice).query()
