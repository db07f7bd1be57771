# Sourced by the scripts beside it. What a pull request brings is data: no interpreter, and none that it
# starts, imports a module from the checkout. Every call says -I as well, which reaches the interpreter that
# is called but not those that pip and the build start. On Windows the current folder comes before PATH.
cd "$RUNNER_TEMP"
for variable in "${!PYTHON@}"; do
  [ "$variable" = PYTHON ] || unset "$variable"
done
export PYTHONSAFEPATH=1 PYTHONNOUSERSITE=1 NoDefaultCurrentDirectoryInExePath=1
