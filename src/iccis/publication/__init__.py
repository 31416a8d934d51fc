"""Everything that is published: data, documents, pictures, site and catalogue, as files by path."""
