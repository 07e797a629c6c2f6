"""``ontology/w3id/.htaccess``: how w3id.org leads from a name of ours to what tells of it.

A browser is led to the page of a term in its reader's language, as ``kg ontology --html`` writes
it; a program to the whole ontology in the form it asks for. Apache reads the rules from the top and
takes the first that fits.
"""

from __future__ import annotations

from kg.glossary.site.site_map import file_of
from kg.glossary.terms import Glossary

SITE = "https://crimechain.example"
"""Stands for the address of the pages and files, which whoever publishes them puts in."""
REDIRECTS = """\
# Made by `python -m kg.glossary.made_files`. Put the address of the published pages for {site}.
Options +FollowSymLinks
RewriteEngine on

# Files of the whole, by their names
RewriteRule ^(crimechain\\.(?:ttl|rdf|jsonld|skos\\.ttl))$ {site}/$1 [R=303,L]

# Versions are files of their release
RewriteRule ^([0-9]+\\.[0-9]+\\.[0-9]+)/(.+)$ {site}/$1/crimechain.ttl [R=303,L]

# Programs: the whole ontology, in the form that is asked for
RewriteCond %{{HTTP_ACCEPT}} application/rdf\\+xml
RewriteRule ^ {site}/crimechain.rdf [R=303,L]
RewriteCond %{{HTTP_ACCEPT}} application/ld\\+json
RewriteRule ^ {site}/crimechain.jsonld [R=303,L]
RewriteCond %{{HTTP_ACCEPT}} text/turtle
RewriteRule ^ {site}/crimechain.ttl [R=303,L]

# People: the page of a term, of a module, of the whole, in their language
{pages}RewriteRule ^ {site}/index.html [R=303,L]
"""
PEOPLE = """\
RewriteCond %{{HTTP:Accept-Language}} ^zh [NC]
RewriteRule ^{names}$ {site}/zh/{page} [R=303,L]
RewriteRule ^{names}$ {site}/en/{page} [R=303,L]
"""


def redirects_text(glossary: Glossary) -> str:
    """Return the rules by which w3id.org leads from the namespace to pages and files.

    Example:
        >>> from kg.glossary import load_glossary
        >>> "RewriteEngine on" in redirects_text(load_glossary())
        True
    """
    folders: dict[str, list[str]] = {}
    for term in glossary.terms():
        page = file_of(term).removesuffix(f"{term.name}.html")
        folders.setdefault(page, []).append(term.name)
    rules = [("(" + "|".join(names) + ")", f"{page}$1.html") for page, names in folders.items()]
    modules = "|".join(glossary.modules())
    rules.append((f"module/({modules})", "$1/index.html"))
    pages = "".join(PEOPLE.format(names=names, page=page, site=SITE) for names, page in rules)
    return REDIRECTS.format(site=SITE, pages=pages)
