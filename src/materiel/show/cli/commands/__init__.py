"""One file per command. Stages are imported when a command runs, so that --help is quick."""
