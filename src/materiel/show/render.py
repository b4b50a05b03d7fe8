"""Vega-Lite specifications into pictures, by vl-convert, without any network.

The door to vl-convert: nothing else in the product calls it.
"""

import re
from typing import Any
from xml.etree import ElementTree

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_ELEMENTS = frozenset("svg g path line rect text tspan a defs clipPath title desc circle".split())
_BASE = "https://vega.github.io/vega-datasets/"
_NO_ADDRESS: list[str] = []  # vl-convert may load from none of these


def to_svg(spec: dict[str, Any]) -> str:
    """A specification as an SVG file of its own; text stays text."""
    import vl_convert

    _require_own_data(spec)
    svg = str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=_NO_ADDRESS))
    # It completes links to places of the page with an address of its own.
    return _renumbered(svg.replace(f'href="{_BASE}#', 'href="#'))


def _require_own_data(part: Any) -> None:
    """Refuse a specification that would load something; vl-convert itself lets file: pass.

    Raises:
        ValueError: A `url` anywhere in it.
    """
    if isinstance(part, dict):
        if "url" in part:
            raise ValueError(f"a chart holds its own data; not allowed: url {part['url']!r}")
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            _require_own_data(inner)


def _renumbered(svg: str) -> str:
    """Ids from 1, since vl-convert counts them on from chart to chart.

    >>> _renumbered('<g clip-path="url(#clip7)"/><clipPath id="clip7"/>')
    '<g clip-path="url(#clip1)"/><clipPath id="clip1"/>'
    """
    names = dict.fromkeys(re.findall(r' id="(clip\d+)"', svg))
    new = {name: f"clip{i}" for i, name in enumerate(names, start=1)}
    return re.sub(r'( id="|url\(#)(clip\d+)(?=["\)])', lambda m: m[1] + new.get(m[2], m[2]), svg)


def to_png(spec: dict[str, Any], *, scale: float = 2.0) -> bytes:
    """A specification as a PNG on an opaque background."""
    import vl_convert

    _require_own_data(spec)
    return bytes(vl_convert.vegalite_to_png(spec, scale=scale, allowed_base_urls=_NO_ADDRESS))


_LINK_NAME = "link-name"


def inline_svg(svg: str, name: str, label: str) -> str:
    """An SVG as an element of a page, among others: ids made its own, nothing but shapes and text.

    Args:
        svg: What `to_svg` gave.
        name: Put before every id, so that two charts of a page do not share one.
        label: What a screen reader says.

    Only elements that a chart needs are kept, no event handler, no style, and of addresses only
    those that lead to an element of the same page.
    """
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)
    _name_links(root)
    _clean(root, name)
    linked = root.find(f".//{{{_SVG}}}a") is not None
    root.set("role", "group" if linked else "img")
    root.set("aria-label", label)
    root.attrib.pop("version", None)
    return ElementTree.tostring(root, encoding="unicode")


def _name_links(root: ElementTree.Element) -> None:
    """A link is called what its mark is described as, for whoever cannot see where it stands."""
    for link in root.iter(f"{{{_SVG}}}a"):
        told = next((e.get("aria-label") for e in link.iter() if e.get("aria-label")), None)
        if told:
            link.set(_LINK_NAME, told)


def _clean(element: ElementTree.Element, name: str) -> None:
    for child in list(element):
        if child.tag.removeprefix(f"{{{_SVG}}}") not in _ELEMENTS:
            element.remove(child)
        else:
            _clean(child, name)
    for key, value in list(element.attrib.items()):
        kept = _attribute(key, value, name)
        del element.attrib[key]
        if kept is not None:
            element.set(*kept)


def _attribute(key: str, value: str, name: str) -> tuple[str, str] | None:
    """The attribute as it may stand in a page, or None where it may not."""
    if key in ("href", f"{{{_XLINK}}}href"):
        return ("href", value) if re.fullmatch(r"#[\w-]+", value) else None
    if key == _LINK_NAME:
        return "aria-label", value
    # Roles and labels of every mark would be read out one by one; the chart has one label.
    if key.startswith(("on", "{", "aria-", "role")) or key in ("style", "target"):
        return None
    if key == "id":
        return key, f"{name}-{value}"
    if "url(" in value:
        if not re.fullmatch(r"url\(#[\w-]+\)", value):
            return None
        return key, value.replace("#", f"#{name}-")
    return key, value
