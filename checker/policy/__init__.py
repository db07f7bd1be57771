"""Policy files, configuration and rule cases: YAML in, frozen values and located mistakes out."""
