"""HTML by templates (Jinja): every text that is no HTML already is escaped."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def html_template(package: str, name: str) -> Template:
    """Return a template of a package's folder ``templates``.

    A value that the template names and is not given is an error; so is a template that is not
    there. ``markupsafe.Markup`` is HTML already, any other text is escaped.

    >>> html_template("kg.text", "table.html").render(caption="<One>", heads=[], rows=[])
    '<table><caption>&lt;One&gt;</caption><tr></tr></table>'
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)


def html_macro(package: str, name: str, macro: str, *values: object) -> Markup:
    """Return what a macro of a template makes of values, in its own order of them."""
    made: Markup = getattr(html_template(package, name).module, macro)(*values)
    return made


def own_html(text: str) -> Markup:
    """Return HTML, SVG, a script or a style of kg's own making: templates leave it as it is."""
    return Markup(text)  # noqa: S704 - callers name what kg itself wrote
