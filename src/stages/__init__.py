"""Steps of the pipeline that need several stages at once; they know no command."""
