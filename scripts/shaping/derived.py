"""Shapes that follow from what the ontology says already: written, never thought up.

The ends of a link are what its shortcut property has as domain and range; a closed list is what
the ontology lists; a thing is known by its key or label properties; a number reads as a number.
What the axioms keep apart is never one thing, and what nobody does with himself joins two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.schema import Kind, Property, Schema, load_schema, ontology_files, shape_files
from kg.schema.turtle import CC, TermStatements, read_modules, read_named
from kg.shapes.shape import read_shapes, shape_triples

PREFIXES = """\
@prefix cc: <https://w3id.org/crimechain/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/crimechain/shape/> .

# Follows from ontology/{module}.ttl: python3 scripts/shapes writes it anew
"""
FORMS = {
    "integer": ("^-?[0-9]+$", "整数", "a whole number"),
    "decimal": ("^-?[0-9]+([.][0-9]+)?$", "数字", "a number"),
    "date": ("^[0-9]{4}-[0-9]{2}-[0-9]{2}", "日期（年-月-日）", "a date (year-month-day)"),
}
SUFFIX = ".derived.ttl"


def derived_files(schema: Schema | None = None) -> dict[str, str]:
    """Return the text of each file of derived shapes by its name."""
    known = schema or load_schema()
    return {
        f"{module.stem}{SUFFIX}": PREFIXES.format(module=module.stem) + "".join(blocks)
        for module in ontology_files()
        if (blocks := list(_blocks(known, frozenset(read_modules([module])))))
    }


def _blocks(schema: Schema, own: frozenset[str]) -> Iterator[str]:
    kinds = [kind for kind in schema.kinds() if kind.name in own]
    axioms = _axioms()
    properties = [one for one in schema.properties() if one.name in own and one.domain]
    for kind in kinds:
        if kind.is_link and not kind.abstract:
            yield from _ends(schema, kind)
            if _joins_two(axioms, kind.shortcut):
                yield _not_itself(kind)
    for kind in kinds:
        yield from _apart(schema, kind, axioms)
    others = {name for said in axioms.values() for name in said.all("disjointWith")}
    yield from (_is_a(kind) for kind in kinds if kind.name in others)
    yield from (_known_by(schema, kind) for kind in kinds if _has_keys(schema, kind))
    names = {
        name for kind in schema.kinds() if _has_keys(schema, kind) for name in _names(schema, kind)
    }
    yield from (_has(one) for one in properties if one.name in names)
    typed = _typed_by_hand()
    yield from (_form(one) for one in properties if one.datatype in FORMS and one.name not in typed)
    for one in schema.properties():
        if one.values_from in own and one.domain:
            yield _listed(one, [value.code for value in schema.listed(one.values_from)])
    yield from _whole_lists(schema, own)


def _ends(schema: Schema, kind: Kind) -> Iterator[str]:
    ends = (
        ("source", kind.domain, "起点", "the source"),
        ("target", kind.range, "终点", "the target"),
        ("object", kind.object_range, "客体", "the object"),
    )
    for path, wanted, zh, en in ends:
        if wanted:
            of = schema.kind(wanted)
            yield _property_shape(
                f"{kind.name}-{path}",
                f"sh:targetClass cc:{kind.name}",
                f"cc:{path}",
                [f"sh:class cc:{wanted}"],
                f"「{kind.label('zh')}」链接的{zh}须是「{of.label('zh')}」",
                f"{en} of a link “{kind.label('en')}” is of the kind “{of.label('en')}”",
            )


def _axioms() -> Mapping[str, TermStatements]:
    """Return what the axioms and the modules say of classes and properties."""
    modules = ontology_files()
    return read_named([*modules, *sorted((modules[0].parent / "axioms").glob("*.ttl"))])


def _joins_two(axioms: Mapping[str, TermStatements], name: str) -> bool:
    """Say whether nothing has a property, or one above it, with itself; no whole is its own part.

    OWL cannot say of a transitive property that it is irreflexive.
    """
    types = {"IrreflexiveProperty", "AsymmetricProperty", "TransitiveProperty"}
    said = axioms[name]
    above = said.all("subPropertyOf")
    return bool(types & {*said.all("type")}) or any(_joins_two(axioms, one) for one in above)


def _not_itself(kind: Kind) -> str:
    return _property_shape(
        f"{kind.name}-not-itself",
        f"sh:targetClass cc:{kind.name}",
        "cc:source",
        ["sh:disjoint cc:target"],
        f"「{kind.label('zh')}」链接的起点与终点不能是同一事物",
        f"source and target of a link “{kind.label('en')}” are not one thing",
    )


def _apart(schema: Schema, kind: Kind, axioms: Mapping[str, TermStatements]) -> Iterator[str]:
    """Yield the shape that a thing of a kind is nothing that the axioms keep it apart from."""
    known = {one.name for one in schema.kinds()}
    named = axioms[kind.name].all("disjointWith")
    others = [schema.kind(name) for name in named if name in known]
    if others:
        yield _block(
            f"{kind.name}-apart a sh:NodeShape",
            [f"sh:targetClass cc:{kind.name}", f"sh:not shape:apart-from-{kind.name}"],
            "Violation",
            f"「{kind.label('zh')}」不能同时是：{'、'.join(one.label('zh') for one in others)}",
            f"“{kind.label('en')}” is none of: {', '.join(one.label('en') for one in others)}",
        )
        members = " ".join(f"shape:is-{one.name}" for one in others)
        head = f"shape:apart-from-{kind.name} a sh:NodeShape ;"
        yield "\n".join(["", head, f"    sh:or ( {members} ) .", ""])


def _is_a(kind: Kind) -> str:
    head = f"shape:is-{kind.name} a sh:NodeShape ;"
    return "\n".join(["", head, f"    sh:class cc:{kind.name} .", ""])


def _has_keys(schema: Schema, kind: Kind) -> bool:
    """Say whether a class states keys of its own; those of acts stand in ids under another name."""
    above = {schema.kind(parent).key_kind for parent in kind.parents if schema.has_kind(parent)}
    own = kind.key_kind == kind.name or kind.key_kind not in above
    return kind.is_entity and bool(kind.key_properties) and own


def _names(schema: Schema, kind: Kind) -> tuple[str, ...]:
    """Return the properties by one of which a thing can be known, also of the kinds below."""
    kin = [one for one in schema.kinds() if one.is_entity and one.key_kind == kind.name]
    labels = [name for one in (kind, *kin) for name in one.label_properties]
    return tuple(dict.fromkeys((*kind.key_properties, *labels)))


def _known_by(schema: Schema, kind: Kind) -> str:
    names = _names(schema, kind)
    zh = "、".join(schema.property(name).label("zh") for name in names)
    en = ", ".join(schema.property(name).label("en") for name in names)
    members = " ".join(f"shape:has-{name}" for name in names)
    return _block(
        f"{kind.name}-known a sh:NodeShape",
        [f"sh:targetClass cc:{kind.name}", f"sh:or ( {members} )"],
        "Violation",
        f"「{kind.label('zh')}」须至少有其一：{zh}",
        f"“{kind.label('en')}” has at least one of: {en}",
    )


def _has(one: Property) -> str:
    path = [f"    sh:path cc:{one.name} ;", "    sh:minCount 1 ."]
    return "\n".join(["", f"shape:has-{one.name} a sh:PropertyShape ;", *path, ""])


def _form(one: Property) -> str:
    pattern, zh, en = FORMS[one.datatype]
    return _property_shape(
        f"{one.name}-reads",
        f"sh:targetClass cc:{one.domain}",
        f"cc:{one.name}",
        [f'sh:pattern "{pattern}"'],
        f"「{one.label('zh')}」应是{zh}",
        f"“{one.label('en')}” reads as {en}",
        severity="Warning",
    )


def _listed(one: Property, codes: Iterable[str]) -> str:
    known = list(codes)
    whole = _in(f'"{code}"' for code in known)
    if one.other_codes:
        whole = f'sh:pattern "^({"|".join([*known, one.other_codes])})$"'
    return _property_shape(
        f"{one.name}-listed",
        f"sh:targetClass cc:{one.domain}",
        f"cc:{one.name}",
        [whole],
        f"「{one.label('zh')}」须取自封闭词表",
        f"“{one.label('en')}” is one of a closed list",
    )


def _whole_lists(schema: Schema, own: frozenset[str]) -> Iterator[str]:
    """Yield the shapes that list all roles, and all kinds that can stand in a case."""
    if "Role" in own:
        roles = _in(f"cc:{role.name}" for role in schema.roles())
        yield _property_shape(
            "role-listed",
            "sh:targetClass cc:HoldsRole",
            "cc:role",
            [roles],
            "角色须是本体中的角色",
            "a role is one that the ontology has",
        )
    if "supportedBy" in own:
        kinds = _in(f"cc:{k.name}" for k in (*schema.entity_kinds(), *schema.link_kinds()))
        yield _property_shape(
            "fact-kind",
            "sh:targetClass cc:Entity , cc:Link",
            "rdf:type",
            [
                "sh:targetSubjectsOf cc:supportedBy , cc:source",
                "sh:minCount 1",
                "sh:maxCount 1",
                kinds,
            ],
            "每项事实须有且只有一个本体中可直接使用的类别",
            "a fact has exactly one kind, and one that can stand in a case",
        )


def _typed_by_hand() -> frozenset[str]:
    """Return the properties whose values a shape written by hand holds to a datatype."""
    hand = [file for file in shape_files() if not file.name.endswith(SUFFIX)]
    shapes = read_shapes(shape_triples(hand))
    typed = [one for one in shapes if any(c.name == "datatype" for c in one.constraints)]
    return frozenset(one.path.value.removeprefix(CC) for one in typed if one.path)


def _property_shape(
    name: str,
    target: str,
    path: str,
    demands: list[str],
    zh: str,
    en: str,
    severity: str = "Violation",
) -> str:
    return _block(
        f"{name} a sh:PropertyShape", [target, f"sh:path {path}", *demands], severity, zh, en
    )


def _in(items: Iterable[str]) -> str:
    return f"sh:in ( {' '.join(items)} )"


def _block(head: str, lines: list[str], severity: str, zh: str, en: str) -> str:
    said = [f"sh:severity sh:{severity}", f'sh:message "{zh}"@zh-Hans , "{en}"@en .']
    return "\n".join(["", f"shape:{head} ;", " ;\n".join(f"    {x}" for x in (*lines, *said)), ""])
