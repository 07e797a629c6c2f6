"""Files of every format of statements and messages, spoilt in their words and in their bytes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html import escape
from random import Random

from seeds import ODD

from kg.model.fact_tables import EVIDENCE_COLUMNS, LINK_COLUMNS, NODE_COLUMNS

Written = tuple[str, str]
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DAYS = ("240502", "231231", "240231", "000000", "99", "")
AMOUNTS = ("1,00", "12345,67", "0", "-5", "1.234,5", "999999999999999,99", "x", "")
WORDS = (
    "Ann Nobody",
    "容某",
    "?20x?32y",
    "/IBAN/XX00NOBK0000000001/NAME/x",
    "a: b",
    "<b>",
    "&amp;",
)


def camt(dice: Random) -> Written:
    """Return a CAMT document with statements, batches and odd elements."""
    entries = "".join(_camt_entry(dice) for _ in range(dice.randrange(6)))
    account = f"<Acct><Id><IBAN>{_escaped(dice)}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
    balance = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_camt_amount(dice)}</Bal>"
        for code in ("OPBD", "CLBD")
    )
    head = dice.choice(
        (
            "",
            "",
            '<?xml version="1.0"?>',
            '<?xml version="1.0" encoding="GB18030"?>',
            "<!DOCTYPE a>",
        )
    )
    name = f"urn:iso:std:iso:20022:tech:xsd:camt.05{dice.choice('234')}.001.02"
    body = f"<Stmt><Id>{_escaped(dice)}</Id>{account}{balance}{entries}</Stmt>"
    return "a.xml", f'{head}<Document xmlns="{name}"><A>{body}</A></Document>'


def _escaped(dice: Random) -> str:
    word = _word(dice)
    return escape(_NO_XML.sub("", word)) if dice.random() < 0.95 else word


def _camt_amount(dice: Random) -> str:
    mark = dice.choice(("CRDT", "DBIT", "x", ""))
    currency = dice.choice(("EUR", "EUR", "", "X"))
    return f'<Amt Ccy="{currency}">{_amount(dice)}</Amt><CdtDbtInd>{mark}</CdtDbtInd>'


def _camt_entry(dice: Random) -> str:
    details = "".join(
        f"<TxDtls>{_camt_amount(dice) if dice.random() < 0.7 else ''}"
        f"<RltdPties><Dbtr><Nm>{_escaped(dice)}</Nm></Dbtr></RltdPties></TxDtls>"
        for _ in range(dice.choice((0, 1, 1, 2, 3)))
    )
    state = f"<Sts>{dice.choice(('BOOK', 'PDNG', ''))}</Sts>"
    day = dice.choice(("2024-05-02", "2024-02-30", "", "x"))
    booked = f"<BookgDt><Dt>{day}</Dt></BookgDt><NtryDtls>{details}</NtryDtls>"
    return f"<Ntry>{_camt_amount(dice)}{state}{booked}</Ntry>"


def mt940(dice: Random) -> Written:
    """Return an MT940 text with one or two messages."""
    lines: list[str] = []
    for _ in range(dice.choice((1, 1, 2))):
        lines += [":20:R", f":25:{_word(dice)}", ":28C:1", f":60F:C{_day(dice)}EUR{_amount(dice)}"]
        for _ in range(dice.randrange(6)):
            mark = dice.choice(("C", "D", "RC", "RD", "EC", "X", ""))
            lines += [
                f":61:{_day(dice)}{mark}{_amount(dice)}NTRF{_word(dice)}//x",
                f":86:{_word(dice)}",
            ]
        lines += [
            f":62F:C{_day(dice)}EUR{_amount(dice)}",
            dice.choice(("-", "-}", "", ":90D:1EUR1,00")),
        ]
    return "a.sta", dice.choice(("\n", "\r\n")).join(lines)


def ofx(dice: Random) -> Written:
    """Return an OFX file, closed tags or not."""
    entries = "".join(
        f"<STMTTRN><TRNTYPE>{dice.choice(('CREDIT', 'HOLD', ''))}<DTPOSTED>20{_day(dice)}"
        f"{dice.choice(('', '120000', '1015[-5:EST]'))}<TRNAMT>{_amount(dice)}<FITID>{_word(dice)}"
        f"<NAME>{_word(dice)}{dice.choice(('</STMTTRN>', '', '</NAME>'))}"
        for _ in range(dice.randrange(6))
    )
    head = dice.choice(("OFXHEADER:100\nCHARSET:1252\n\n", "OFXHEADER:100\nENCODING:UTF-8\n", ""))
    own = f"<CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>{_word(dice)}</BANKACCTFROM>"
    return "a.ofx", f"{head}<OFX><STMTRS>{own}{entries}</STMTRS></OFX>"


def qif(dice: Random) -> Written:
    """Return a QIF file; most are refused for want of a currency."""
    entries = "".join(
        f"D{dice.choice(('1/2/2024', '13/1/24', chr(39), '2/30/04'))}\nT{_amount(dice)}\n"
        f"P{_word(dice)}\n{dice.choice(('^', '^', 'M'))}\n"
        for _ in range(dice.randrange(6))
    )
    return "a.qif", f"!Type:{dice.choice(('Bank', 'Cash', 'Cat', ''))}\n{entries}"


def vcard(dice: Random) -> Written:
    """Return cards, some folded or in quoted-printable."""
    lines = [
        dice.choice(
            (
                "FN:{}",
                "TEL;CELL:{}",
                "N;ENCODING=QUOTED-PRINTABLE:={}=",
                " {}",
                "{}",
                "EMAIL:{}",
                "END:VCARD\nBEGIN:VCARD",
            )
        ).format(_word(dice))
        for _ in range(dice.randrange(12))
    ]
    return "a.vcf", "\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""])


def whatsapp(dice: Random) -> Written:
    """Return the text of a chat."""
    stamps = (
        "13/1/24, 10:12 - ",
        "[2024/1/15 上午10:12:33] ",
        "1/2/24, 10:12 AM - ",
        "",
        "99/99/99, 99:99 - ",
    )
    lines = [
        f"{dice.choice(stamps)}{_word(dice)}: {_word(dice)}" for _ in range(dice.randrange(12))
    ]
    return "a.txt", "\n".join([f"{stamps[0]}x: y", *lines])


def qq(dice: Random) -> Written:
    """Return the text of some chats, with lines that only look like what they are not."""
    stamp = "2024-03-01 9:11:12"
    odd = ("", "=" * 64, "消息分组:{}", "消息对象:{}", f"{stamp} {{}}", f"{stamp} {{}}(12345)",
           f"{stamp} PM 【群主】{{}}<a@b.example>", f"{stamp} (10000)", stamp, "{}")  # fmt: skip
    lines = [dice.choice(odd).format(_word(dice)) for _ in range(dice.randrange(20))]
    return "a.txt", "\n".join(["消息记录（此消息记录为文本格式，不支持重新导入）", *lines])


def smsbackup(dice: Random) -> Written:
    """Return a backup of messages or calls with values of any sort."""
    odd = ("1", "2", "9", "", "null", "-1", "13800000001", "138~139", "1704420000000", "&#55357;",
           "&#55357;&#56832;", "&#0;", "x")  # fmt: skip
    names = ("address", "number", "date", "type", "msg_box", "body", "duration", "contact_name")
    inner = '<parts><part ct="text/plain" text="x"/></parts><addrs><addr address="1" type="137"/>'
    lines = []
    for _ in range(dice.randrange(9)):
        told = " ".join(f'{name}="{dice.choice(odd)}"' for name in names if dice.random() < 0.8)
        tag = dice.choice(("sms", "mms", "call"))
        lines.append(f"<{tag} {told}>{inner + '</addrs>' if dice.random() < 0.5 else ''}</{tag}>")
    root = dice.choice(("smses", "calls"))
    return "13900000009.xml", "\n".join([f"<{root}>", *lines, f"</{root}>"])


def telegram(dice: Random) -> Written:
    """Return an export of one chat with values of any sort."""
    odd = (None, 1, -1, 1.5, "1704420000", "x", [], {}, ["a", {"text": 1}], True, 10**30)
    names = ("id", "type", "date", "date_unixtime", "from", "from_id", "text", "photo")
    messages = [{name: dice.choice(odd) for name in names} for _ in range(dice.randrange(6))]
    chat = {"name": dice.choice(odd), "type": "personal_chat", "id": 1, "messages": messages}
    return "a.json", json.dumps(chat, ensure_ascii=dice.random() < 0.5)


def facebook(dice: Random) -> Written:
    """Return a chat of Facebook or of Discord with values of any sort."""
    odd = (None, 1, -1, 1.5, 1679794260000, "Andr\u00c3\u00a9", [], {}, [{"uri": 1}], True, 10**30)
    names = ("sender_name", "timestamp_ms", "content", "photos", "share", "call_duration")
    head: dict[str, object] = {"participants": [dice.choice(odd), {"name": dice.choice(odd)}]}
    if dice.random() < 0.5:
        names = ("id", "type", "timestamp", "content", "author", "attachments", "reference")
        head = {"guild": {}, "channel": {"type": dice.choice(("DirectTextChat", 1)), "id": "1"}}
    messages = [{name: dice.choice(odd) for name in names} for _ in range(dice.randrange(6))]
    text = json.dumps({**head, "messages": messages}, ensure_ascii=dice.random() < 0.5)
    return "a.json", text


def line(dice: Random) -> Written:
    """Return a chat of LINE with days, times, quotes and notices."""
    pieces = ("Mon, 04/03/2023", "2023/04/04(火)", "09:00\tA\t{}", '下午1:05\tB\t"{}', '{}"',
              "25:00\tA\t{}", "9:01 PM\t\t{}", "{}", "")  # fmt: skip
    head = ["[LINE] Chat history with A", "Saved on: 2023/04/03 09:11", ""]
    body = [dice.choice(pieces).format(_word(dice)) for _ in range(dice.randrange(12))]
    return "a.txt", "\n".join([*head, *body])


def kakao(dice: Random) -> Written:
    """Return a chat of KakaoTalk with days, times and notices."""
    pieces = (
        "-------- 2023년 4월 3일 월요일 --------", "[A] [오전 9:00] {}", "[{}] [오후 13:61] x",
        "2023년 4월 3일 오후 2:30, B : {}", "A님이 나갔습니다.", "{}", "",
    )  # fmt: skip
    head = ["A 님과 카카오톡 대화", "저장한 날짜 : 2023-04-03 09:11:12", ""]
    body = [dice.choice(pieces).format(_word(dice)) for _ in range(dice.randrange(12))]
    return "a.txt", "\n".join([*head, *body])


def mail(dice: Random) -> Written:
    """Return an mbox of odd heads."""
    heads = (
        "From: {}",
        "To: {}@x.example",
        "Date: {}",
        "Subject: =?utf-8?q?{}?=",
        "Subject: =?gb2312?b?{}?=",
        " {}",
        "{}",
    )
    text = "From: a@example.org\nDate: Fri, 05 Jan 2024 10:00:00 +0800\n"
    for _ in range(dice.randrange(5)):
        lines = [dice.choice(heads).format(_word(dice)) for _ in range(dice.randrange(6))]
        text += "\n".join(["", "", "From M Fri Jan  5 10:00:00 2024", *lines])
    return "a.mbox", text


def matrix(dice: Random) -> Written:
    """Return an adjacency matrix, some of its names, widths and cells odd."""
    names = [f"n{n}" if dice.random() < 0.95 else _word(dice) for n in range(dice.randrange(2, 8))]
    out = io.StringIO()
    lines = csv.writer(out, delimiter=dice.choice(",;\t|"))
    lines.writerow(["", *names])
    for name in names:
        odd = dice.random() < 0.05
        row = [dice.choice(("0", "1", "2.5", "", "-3", "1e2")) for _ in names]
        lines.writerow([name, *(dice.sample([*row, "x", ""], len(row)) if odd else row)])
    return "a.csv", out.getvalue()


def ftm(dice: Random) -> Written:
    """Return entities and statements of FollowTheMoney, some of them odd."""
    lines = [_ftm_line(dice) for _ in range(dice.randrange(1, 9))]
    if dice.random() < 0.2:
        return "a.json", f"[{','.join(lines)}]"
    if dice.random() < 0.2:
        lines.insert(
            dice.randrange(len(lines)), dice.choice(("", "{", "[]", "null", "7", '{"id":1}'))
        )
    return "a.ijson", "\n".join(lines)


SCHEMATA = (
    "Person",
    "LegalEntity",
    "Payment",
    "Ownership",
    "Address",
    "BankAccount",
    "Odd",
    "Call",
)
PROPERTIES = (
    "name", "payer", "beneficiary", "payerAccount", "owner", "asset", "amount", "amountEur", "date",
    "currency", "addressEntity", "accountNumber", "notes", "role", "phone", "idNumber", "id",
)  # fmt: skip


def _ftm_line(dice: Random) -> str:
    ids = [f"e{n}" for n in range(4)]
    values: tuple[object, ...] = (*ids, *AMOUNTS, *WORDS, 7, None, True, ["x"], {"id": "e1"}, {})
    if dice.random() < 0.2:
        said: dict[str, object] = {
            "id": dice.choice(ids), "entity_id": dice.choice(ids), "schema": dice.choice(SCHEMATA),
            "prop": dice.choice(PROPERTIES), "value": dice.choice(values), "dataset": _word(dice),
        }  # fmt: skip
        return json.dumps(said)
    properties = {
        dice.choice(PROPERTIES): [dice.choice(values) for _ in range(dice.choice((0, 1, 1, 2)))]
        if dice.random() < 0.9
        else dice.choice(values)
        for _ in range(dice.randrange(6))
    }
    id_ = dice.choice((*ids, *ids, "", None, 3))
    return json.dumps({"id": id_, "schema": dice.choice(SCHEMATA), "properties": properties})


def stix(dice: Random) -> Written:
    """Return a bundle of STIX with odd objects, references to nothing and extensions."""
    objects = [_stix_object(dice) for _ in range(dice.randrange(9))]
    bundle: dict[str, object] = {"type": "bundle", "id": "bundle--1", "objects": objects}
    if dice.random() < 0.05:
        bundle["objects"] = dice.choice((None, {}, "x", 7))
    return "a.json", json.dumps(bundle)


STIX_TYPES = (
    "identity", "relationship", "sighting", "network-traffic", "note", "report", "x-odd", "file",
    "user-account", "ipv4-addr", "marking-definition", "location",
)  # fmt: skip
STIX_NAMES = (
    "name", "source_ref", "target_ref", "src_ref", "dst_ref", "object_refs", "where_sighted_refs",
    "sighting_of_ref", "created_by_ref", "start_time", "value", "hashes", "extensions", "aliases",
    "identity_class", "external_references", "relationship_type", "user_id", "confidence",
)  # fmt: skip


def _stix_object(dice: Random) -> object:
    ids = [f"identity--{n}" for n in range(4)]
    own = {
        "extension_type": "property-extension", "id": "urn:crimechain:x:1", "kind": _word(dice),
        "amount": _amount(dice), "values": [{"name": "name", "texts": [_word(dice)]}],
    }  # fmt: skip
    values: tuple[object, ...] = (
        *ids, ids, *AMOUNTS, *WORDS, 7, None, True, [], {}, {"SHA-256": "x"}, {"a": own}, [None, 3],
    )  # fmt: skip
    said = {dice.choice(STIX_NAMES): dice.choice(values) for _ in range(dice.randrange(7))}
    if dice.random() < 0.05:
        return dice.choice((None, 7, "x", [], {}))
    type_ = dice.choice((*STIX_TYPES, "", 3))
    return {"type": type_, "id": dice.choice((*ids, "note--1", "")), **said}


RDF_TERMS = (
    "cc:Person", "cc:Transfer", "cc:name", "cc:source", "cc:target", "cc:amount", "a", "rdf:type",
    "uco-core:hasFacet", "uco-core:source", "uco-core:target", "uco-obs:Call", "uco-obs:from",
    "uco-obs:to", "x:odd", "rdf:rest", "rdf:first",
)  # fmt: skip
RDF_PREFIXES = {
    "cc": "https://w3id.org/crimechain/",
    "x": "urn:x:",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-obs": "https://ontology.unifiedcyberontology.org/uco/observable/",
}


def turtle(dice: Random) -> Written:
    """Return Turtle or TriG of odd nodes, blank ones and circles among them."""
    lines = [f"@prefix {name}: <{iri}> ." for name, iri in RDF_PREFIXES.items()]
    nodes = ("x:1", "x:2", "_:a", "_:b", "[]")
    for _ in range(dice.randrange(9)):
        said = dice.choice(
            (*nodes, '"t"', "1.50", '"x"^^x:odd', "true", "( x:1 _:a )", "[ a x:1 ]")
        )
        said = said if dice.random() < 0.9 else json.dumps(_word(dice))
        lines.append(f"{dice.choice(nodes)} {dice.choice(RDF_TERMS)} {said} .")
    if dice.random() < 0.2:
        lines.insert(len(RDF_PREFIXES), "x:g {")
        lines.append("}")
    return "a.ttl", "\n".join(lines)


def quads(dice: Random) -> Written:
    """Return N-Triples or N-Quads, some lines of which are none."""
    nodes = ("<urn:x:1>", "<urn:x:2>", "_:a")
    names = [
        f"<{RDF_PREFIXES[t.partition(':')[0]]}{t.partition(':')[2]}>" for t in RDF_TERMS if ":" in t
    ]
    lines = ["<urn:x:1> <urn:x:p> <urn:x:2> ."]
    for _ in range(dice.randrange(9)):
        said = dice.choice((*nodes, *names, json.dumps(_word(dice)), '"x"@en'))
        graph = dice.choice(("", "", "<urn:g> "))
        lines.append(f"{dice.choice(nodes)} {dice.choice(names)} {said} {graph}.")
    if dice.random() < 0.3:
        lines.insert(dice.randrange(1, len(lines) + 1), dice.choice(("<", "# x", "", "x y z", "}")))
    return "a.nq", "\n".join(lines)


def jsonld(dice: Random) -> Written:
    """Return JSON-LD with contexts of every sort, nodes inside nodes and names without meaning."""
    context = dice.choice((RDF_PREFIXES, RDF_PREFIXES, {}, "http://x/c", [RDF_PREFIXES, None], 7))
    items = [_json_node(dice, 3) for _ in range(dice.randrange(5))]
    held = dice.choice(("@graph", "@graph", "uco-core:object", "@id"))
    return "a.json", json.dumps({"@context": context, held: items})


def _json_node(dice: Random, depth: int) -> object:
    values: tuple[object, ...] = (
        "x:1", 7, 1.5, None, True, [], {"@value": "a", "@type": "x:odd"}, {"@id": "x:2"},
        {"@list": ["x:1", 3]}, {"@id": "_:a"}, _word(dice), {"@context": "http://x/c"},
    )  # fmt: skip
    node: dict[str, object] = {"@id": dice.choice(("x:1", "x:2", "_:a", "", 3))}
    for _ in range(dice.randrange(4)):
        inner = depth and dice.random() < 0.3
        node[dice.choice((*RDF_TERMS[:8], "@type", "odd"))] = (
            _json_node(dice, depth - 1) if inner else dice.choice(values)
        )
    return node if dice.random() < 0.95 else dice.choice(values)


def rdfxml(dice: Random) -> Written:
    """Return RDF/XML, some of it with a document type, all of it of odd texts."""
    names = " ".join(f'xmlns:{name}="{iri}"' for name, iri in RDF_PREFIXES.items())
    nodes = []
    for _ in range(dice.randrange(5)):
        said = _escaped(dice)
        term = dice.choice([t for t in RDF_TERMS if t[:1] in "cux" and ":" in t])
        node = dice.choice((f"<{term}>{said}</{term}>", f'<{term} rdf:resource="urn:x:2"/>', said))
        nodes.append(
            f'<rdf:Description rdf:about="urn:x:{dice.randrange(3)}">{node}</rdf:Description>'
        )
    head = "" if dice.random() < 0.9 else '<!DOCTYPE r [<!ENTITY a "b">]>'
    return "a.rdf", f'<?xml version="1.0"?>{head}<rdf:RDF {names}>{"".join(nodes)}</rdf:RDF>'


def graphml(dice: Random) -> Written:
    """Return GraphML with odd keys, nested graphs, edges that lack an end and drawn labels."""
    keys = "".join(
        f'<key id="k{n}" for="all" attr.name="{dice.choice(NETWORK_NAMES)}">'
        f"<default>{_escaped(dice) if dice.random() < 0.3 else ''}</default></key>"
        for n in range(3)
    )
    body = "".join(_graphml_part(dice, 3) for _ in range(dice.randrange(7)))
    head = "" if dice.random() < 0.95 else '<!DOCTYPE g [<!ENTITY a "b">]>'
    graphs = f"<graph edgedefault='directed'>{body}</graph>" * dice.choice((1, 1, 2))
    return "a.graphml", f"<?xml version='1.0'?>{head}<graphml xmlns='x'>{keys}{graphs}</graphml>"


NETWORK_NAMES = ("kind", "type", "name", "label", "weight", "amount", "startTime", "x", "note")


def _graphml_part(dice: Random, depth: int) -> str:
    data = "".join(
        f'<data key="k{dice.randrange(4)}">{_escaped(dice)}</data>'
        for _ in range(dice.randrange(3))
    )
    if depth and dice.random() < 0.2:
        data += f"<graph>{_graphml_part(dice, depth - 1)}</graph>"
    ids = ("a", "b", "urn:crimechain:x:1", "")
    if dice.random() < 0.5:
        return f'<node id="{dice.choice(ids)}">{data}</node>'
    tag = dice.choice(("edge", "edge", "edge", "hyperedge"))
    return f'<{tag} source="{dice.choice(ids)}" target="{dice.choice(ids)}">{data}</{tag}>'


def gexf(dice: Random) -> Written:
    """Return GEXF with attributes, times, spells and nodes inside nodes."""
    ids = ("a", "b", "urn:crimechain:x:1", "")
    titles = "".join(
        f'<attribute id="{n}" title="{dice.choice(NETWORK_NAMES)}"/>' for n in range(3)
    )
    parts = []
    for _ in range(dice.randrange(7)):
        value = escape(_NO_XML.sub("", _word(dice)), quote=True)
        attributes = f'<attvalues><attvalue for="{dice.randrange(4)}" value="{value}"/></attvalues>'
        if dice.random() < 0.5:
            parts.append(f'<node id="{dice.choice(ids)}" label="{value}">{attributes}</node>')
        else:
            ends = f'source="{dice.choice(ids)}" target="{dice.choice(ids)}"'
            parts.append(f"<edge {ends}>{attributes}<spells><spell start='x'/></spells></edge>")
    declared = "".join(f'<attributes class="{of}">{titles}</attributes>' for of in ("node", "edge"))
    return "a.gexf", f"<gexf><graph>{declared}<nodes>{''.join(parts)}</nodes></graph></gexf>"


MISP_TYPES = ("ip-src", "btc", "phone-number", "filename|sha256", "iban", "odd", "text", "")
MISP_OBJECTS = ("bank-account", "person", "short-message-service", "instant-message", "odd", "")
MISP_RELATIONS = ("from", "to", "full-name", "account", "sent-date", "amount", "from-user", "x", "")


def misp(dice: Random) -> Written:
    """Return events of MISP with odd objects, references to nothing and parts of other types."""
    events = [{"Event": _misp_event(dice)} for _ in range(dice.choice((1, 1, 2)))]
    if dice.random() < 0.5:
        return "a.json", json.dumps(events[0])
    return "a.json", json.dumps(dice.choice(({"response": events}, events)))


def _misp_event(dice: Random) -> dict[str, object]:
    odd: tuple[object, ...] = (None, 7, "x", [], {})
    parts: list[list[object]] = []
    for part in (_misp_attribute, _misp_object):
        some = [
            part(dice) if dice.random() < 0.9 else dice.choice(odd)
            for _ in range(dice.randrange(4))
        ]
        parts.append(some)
    event: dict[str, object] = {"info": _word(dice), "uuid": "e", "Attribute": parts[0]}
    event |= {"Object": parts[1], "Orgc": dice.choice((*odd, {"name": _word(dice)}))}
    if dice.random() < 0.1:
        event[dice.choice(("Attribute", "Object"))] = dice.choice(odd)
    return event


def _misp_attribute(dice: Random) -> object:
    value = dice.choice((_word(dice), "a|b", 7, None, ["x"], "+8613800000000"))
    relation = dice.choice(MISP_RELATIONS)
    said = {"type": dice.choice(MISP_TYPES), "value": value, "object_relation": relation}
    return {**said, "uuid": dice.choice(("1", "2", None)), "deleted": dice.random() < 0.1}


def _misp_object(dice: Random) -> object:
    references = [{"referenced_uuid": dice.choice(("1", "2", "9", None))}, dice.choice((None, {}))]
    attributes = [_misp_attribute(dice) for _ in range(dice.randrange(4))]
    said = {"name": dice.choice(MISP_OBJECTS), "uuid": dice.choice(("1", "2"))}
    return {**said, "Attribute": attributes, "ObjectReference": references}


LABELS = ("Person", "Account", "银行账户", "Zorblax", "Phone", "", "Item")
TYPES = ("KNOWS", "HOLDS", "TRANSFER", "odd", "", "转账")


def property_graph(dice: Random) -> Written:
    """Return a graph as APOC writes it, with nodes of a number twice, odd ends and properties."""
    items: list[object] = [_graph_item(dice) for _ in range(dice.randrange(1, 8))]
    if dice.random() < 0.2:
        items.append(dice.choice((None, 7, "x", [], {}, {"type": "about"}, {"type": "blob"})))
    form = dice.random()
    if form < 0.6:
        return "a.json", "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in items)
    if form < 0.8:
        return "a.json", json.dumps(items)
    return "a.json", json.dumps({"nodes": items[:4], "rels": items[4:] or dice.choice(([], 3))})


def _graph_item(dice: Random) -> object:
    ids = ("0", "1", "4:x:2", 3, None, "urn:crimechain:x:1")
    odd: tuple[object, ...] = (None, 7, "x", [], {}, ["a", None], {"x": 1}, True, 1e308, "6222" * 4)
    names = (*NETWORK_NAMES, "accountNumber", "msisdn", "", "__proto__")
    properties: object = {
        dice.choice(names): dice.choice((*odd, _word(dice), _amount(dice), _day(dice)))
        for _ in range(dice.randrange(4))
    }
    if dice.random() < 0.1:
        properties = dice.choice(odd)
    if dice.random() < 0.5:
        labels: object = [dice.choice(LABELS) for _ in range(dice.randrange(3))]
        labels = dice.choice(odd) if dice.random() < 0.1 else labels
        return {"type": "node", "id": dice.choice(ids), "labels": labels, "properties": properties}
    ends = {
        name: {"id": dice.choice(ids)} if dice.random() < 0.8 else dice.choice(odd)
        for name in ("start", "end")
    }
    said = {"id": dice.choice(ids), "type": "relationship", "label": dice.choice(TYPES)}
    return {**said, "properties": properties, **ends}


def neo4j_csv(dice: Random) -> Written:
    """Return a file of an import into Neo4j or of APOC: odd headers, ids, labels and widths."""
    heads = dice.choice(
        (
            ["id:ID(A)", "iban:string", "nick:string[]", "x:IGNORE", ":LABEL"],
            [":START_ID(A)", ":END_ID", ":TYPE", "amount:double", "date:datetime"],
            ["_id", "_labels", "name", "_start", "_end", "_type", "amount"],
            [dice.choice((":ID", ":LABEL", ":START_ID", ":END_ID", "a:b", "a", "")) for _ in "abc"],
        )
    )
    texts = ("1", "a1", ":A:B", "A;B", "", '["x"]', "[", "5.00", "2024-05-02T10:00:00Z", "TO")
    rows = [
        [dice.choice(texts) if dice.random() < 0.9 else _word(dice) for _ in heads]
        for _ in range(dice.randrange(6))
    ]
    lines = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
    lines = [line if dice.random() < 0.9 else line[: dice.randrange(len(line))] for line in lines]
    return "a.csv", "\n".join([dice.choice(",,,;\t").join(heads), *lines])


def node_link(dice: Random) -> Written:
    """Return node-link JSON or that of Cytoscape: ids of every sort, ends that are not there."""
    ids = ("a", "b", 1, "1", None, [], {"id": "a"}, True, 1.5, '["x', "urn:crimechain:x:1")
    odd = (*AMOUNTS, *WORDS, None, 7, [], {}, ["a"], 10**30)

    def item(*ends: str) -> object:
        said: dict[str, object] = {
            dice.choice(NETWORK_NAMES): dice.choice(odd) for _ in range(dice.randrange(4))
        }
        said |= {name: dice.choice(ids) for name in ends if dice.random() < 0.95}
        return said if dice.random() < 0.95 else dice.choice(odd)

    nodes: object = [item("id") for _ in range(dice.randrange(5))]
    links: object = [item("source", "target") for _ in range(dice.randrange(6))]
    nodes, links = (some if dice.random() < 0.95 else dice.choice(odd) for some in (nodes, links))
    if dice.random() < 0.7:
        name = dice.choice(("links", "edges"))
        return "a.json", json.dumps(
            {"directed": dice.choice((True, 3)), "nodes": nodes, name: links}
        )
    lists = [
        [{"data": one} for one in some if one] for some in (nodes, links) if type(some) is list
    ]
    elements: object = dict(zip(("nodes", "edges"), lists, strict=False))
    if dice.random() < 0.3:
        elements = [one for some in lists for one in some]
    return "a.json", json.dumps({"format_version": "1.0", "elements": elements})


def json_records(dice: Random) -> Written:
    """Return JSON with lists of objects somewhere in it, or an object on each line."""
    names = ("amount", "date", "from", "to", "iban", "a/b", "~", "*", "", "../x", "status")

    def some(depth: int) -> object:
        if depth and dice.random() < 0.5:
            if dice.random() < 0.5:
                return [some(depth - 1) for _ in range(dice.randrange(4))]
            return {dice.choice(names): some(depth - 1) for _ in range(dice.randrange(5))}
        return dice.choice((_word(dice), _amount(dice), _day(dice), 7, 1.5, None, True))

    records = [
        {"from": "622099000000001", "amount": _amount(dice), "date": _day(dice), "to": some(2)}
        for _ in range(dice.randrange(1, 6))
    ]
    if dice.random() < 0.3:
        lines = [json.dumps(one, ensure_ascii=dice.random() < 0.5) for one in records]
        if dice.random() < 0.5:
            lines.insert(dice.randrange(len(lines) + 1), dice.choice(("", "{", "[]", "7", "{}")))
        return "a.jsonl", "\n".join(lines)
    inside = {dice.choice(names): some(3), "data": dice.choice((records, {"rows": records}))}
    return "a.json", json.dumps(inside if dice.random() < 0.8 else some(5))


def own_table(dice: Random) -> Written:
    """Return a table of facts of kg: odd ids, kinds and numbers, rows too short or too long."""
    heads = dice.choice((LINK_COLUMNS, NODE_COLUMNS, EVIDENCE_COLUMNS))
    texts = ("urn:crimechain:x:1", "Transfer", "BankAccount", "622099000000017", "", "'=1", " | ")
    rows = [
        [dice.choice(texts) if dice.random() < 0.8 else _word(dice) for _ in heads]
        for _ in range(dice.randrange(6))
    ]
    lines = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
    lines = [line if dice.random() < 0.9 else line[: dice.randrange(len(line))] for line in lines]
    return "a.csv", "\r\n".join([",".join((*heads, "name")), *lines])


def gml(dice: Random) -> Written:
    """Return GML with lists in lists, some left open."""
    parts = []
    for _ in range(dice.randrange(8)):
        pairs = " ".join(
            f"{dice.choice((*NETWORK_NAMES, 'id', 'source', 'target'))} "
            f"{dice.choice(('1', '2.5', chr(34) + _word(dice) + chr(34), '[ x 1 ]', ']', ''))}"
            for _ in range(dice.randrange(5))
        )
        parts.append(f"{dice.choice(('node', 'edge', 'edge', '#'))} [ id 1 source 1 {pairs} ]")
    return "a.gml", "\n".join(["graph [", "directed 1", *parts, dice.choice(("]", "]", ""))])


def pajek(dice: Random) -> Written:
    """Return networks of Pajek with odd numbers, sections and matrices."""
    lines = ["*Vertices 3 1"]
    for _ in range(dice.randrange(12)):
        names = ("Arcs", "Edges :1 x", "Arcslist", "Matrix", "Partition", "Vertices 2")
        section = f"*{dice.choice(names)}"
        numbers = " ".join(
            dice.choice(("1", "2", "0", "0.5", "x")) for _ in range(dice.randrange(4))
        )
        word = f'{dice.choice(("1", "2", "x"))} "{_word(dice)}" 0.1 ic Red l "{_word(dice)}"'
        lines.append(dice.choice((numbers, numbers, word, section, "% x", "")))
    return "a.net", "\n".join(lines)


def dot(dice: Random) -> Written:
    """Return DOT with braces in braces, chains, defaults and odd words."""
    pieces = (
        "a", "b:n", "->", "--", "->", "{", "}", ";", "subgraph x", "[label=x]", "[a=1,b=<i>]",
        "node [kind=person]", "edge [label=y]", "# z\n", "/* w */", "x=y", "\n",
    )  # fmt: skip
    body = " ".join(
        f'"{_word(dice)}"' if dice.random() < 0.2 else dice.choice(pieces)
        for _ in range(dice.randrange(25))
    )
    return "a.dot", f"{dice.choice(('digraph', 'strict graph'))} G {{ {body} }}"


def i2chart(dice: Random) -> Written:
    """Return a chart of i2 with entities, links, dates and attributes."""
    items = []
    for _ in range(dice.randrange(7)):
        about = f'Label="{_escaped(dice)}" DateSet="true" DateTime="20{_day(dice)}"'
        entity = f'<End><Entity EntityId="{dice.randrange(3)}" Identity="{_escaped(dice)}"><Icon>'
        entity += f'<IconStyle Type="{dice.choice(NETWORK_NAMES)}"/></Icon></Entity></End>'
        link = f'<Link End1Id="{dice.choice("012x")}" End2Id="1"><LinkStyle '
        link += f'ArrowStyle="Arrow{dice.choice(("OnHead", "OnTail", "x"))}"/></Link>'
        inside = dice.choice((entity, link, link, "<TextBlock/>"))
        said = f'<Attribute AttributeClass="Amount" Value="{_amount(dice)}"/>'
        said = f"<AttributeCollection>{said}</AttributeCollection>"
        items.append(f"<ChartItem {about}>{inside}{said}</ChartItem>")
    body = "".join(items)
    return "a.anx", f"<Chart><ChartItemCollection>{body}</ChartItemCollection></Chart>"


FORMATS: tuple[Callable[[Random], Written], ...] = (
    camt, mt940, ofx, qif, vcard, whatsapp, qq, smsbackup, telegram, facebook, line, kakao,
    mail, matrix,
    ftm, stix, turtle, quads, jsonld, rdfxml, graphml, gexf, gml, pajek, dot, i2chart, misp,
    property_graph, neo4j_csv, own_table, json_records, node_link,
)  # fmt: skip


def _word(dice: Random) -> str:
    return dice.choice(ODD) if dice.random() < 0.2 else dice.choice(WORDS)


def _amount(dice: Random) -> str:
    return dice.choice(AMOUNTS)


def _day(dice: Random) -> str:
    return dice.choice(DAYS)
