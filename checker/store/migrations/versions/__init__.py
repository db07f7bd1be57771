"""One module a version of the schema. What was released is never changed."""
