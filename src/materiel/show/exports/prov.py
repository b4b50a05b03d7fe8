"""Where the record comes from, as PROV-JSON.

Documents and claims are entities, each reading of a document an activity of one version of an
extractor, each decision an activity of its author.
Source: https://www.w3.org/submissions/prov-json/.
"""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import materiel
from materiel.ledger.records import Row

PREFIX = {"materiel": "urn:materiel:", "prov": "http://www.w3.org/ns/prov#"}
Parts = dict[str, dict[str, dict[str, Any]]]


def prov_json(rows: Iterable[Row]) -> bytes:
    """PROV-JSON of a ledger's rows, in their order.

    >>> json.loads(prov_json([]))["prefix"]["materiel"]
    'urn:materiel:'
    """
    parts: Parts = {name: {} for name in _RELATIONS}
    program = _id("program", f"materiel-{materiel.__version__}")
    parts["agent"][program] = {
        "prov:type": {"$": "prov:SoftwareAgent", "type": "prov:QUALIFIED_NAME"}
    }
    reading = ""
    for row in rows:
        fields = json.loads(row.payload)
        if row.kind == "document":
            parts["entity"][_id("document", fields["id"])] = {
                "prov:label": fields["name"],
                "materiel:sha256": fields["id"],
                "materiel:recorded": row.recorded,
            }
        elif row.kind == "reading":
            reading = _add_reading(parts, row, fields)
        elif row.kind == "claim":
            _add_claim(parts, fields, reading)
        else:
            _add_decision(parts, row, fields)
    kept = {name: found for name, found in parts.items() if found}
    text = json.dumps({"prefix": PREFIX, **kept}, ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode("utf-8") + b"\n"


_RELATIONS = (
    *("entity", "activity", "agent", "wasGeneratedBy", "used", "wasDerivedFrom"),
    *("wasAssociatedWith", "wasInfluencedBy"),
)


def _add_reading(parts: Parts, row: Row, fields: dict[str, Any]) -> str:
    name = _id("reading", row.batch[:16])
    extractor = _id("extractor", fields["extractor"])
    parts["agent"][extractor] = {
        "prov:type": {"$": "prov:SoftwareAgent", "type": "prov:QUALIFIED_NAME"},
        "prov:label": fields["extractor"],
    }
    parts["activity"][name] = {"prov:endTime": row.recorded}
    document = _id("document", fields["document"])
    _relate(parts, "used", {"prov:activity": name, "prov:entity": document})
    _relate(parts, "wasAssociatedWith", {"prov:activity": name, "prov:agent": extractor})
    return name


def _add_claim(parts: Parts, fields: dict[str, Any], reading: str) -> None:
    claim, document = _id("claim", fields["id"]), _id("document", fields["document"])
    parts["entity"].setdefault(claim, {"prov:label": fields["quote"]})
    _relate(parts, "wasGeneratedBy", {"prov:entity": claim, "prov:activity": reading})
    _relate(parts, "wasDerivedFrom", {"prov:generatedEntity": claim, "prov:usedEntity": document})


def _add_decision(parts: Parts, row: Row, fields: dict[str, Any]) -> None:
    name, author = _id("decision", fields["id"]), _id("author", fields["author"])
    parts["agent"][author] = {"prov:label": fields["author"]}
    parts["activity"][name] = {
        "prov:endTime": row.recorded,
        "prov:label": f"{fields['action']} {', '.join(fields['about'])}",
        "materiel:reason": fields["reason"],
    }
    _relate(parts, "wasAssociatedWith", {"prov:activity": name, "prov:agent": author})
    for about in fields["about"]:
        claim = _id("claim", about)
        if claim in parts["entity"]:
            _relate(parts, "wasInfluencedBy", {"prov:influencee": claim, "prov:influencer": name})


def _relate(parts: Parts, relation: str, fields: dict[str, str]) -> None:
    parts[relation][f"_:{relation}{len(parts[relation]) + 1}"] = fields


def _id(kind: str, name: str) -> str:
    return f"materiel:{kind}-{quote(name, safe='')}"  # two names never make one id
