"""Reports as they arrived: text with offsets, roles of its parts, title, publisher, date. See README.md."""

from materiel.documents.read import read_document, read_documents
from materiel.documents.records import Block, Document

__all__ = ["Block", "Document", "read_document", "read_documents"]
