"""Who says it: by a verb of speech, by "according to", by a label, or as before."""
