"""Which programming language a file is written in, told by its name.

Markup, style sheets, configuration, notebooks and infrastructure descriptions are not code here.
"""

_EXTENSIONS = {
    "Ada": "adb ads",
    "Assembly": "asm s",
    "Batch": "bat cmd",
    "C": "c h",
    "C#": "cs",
    "C++": "cc cpp cxx c++ hpp hh hxx ipp tpp",
    "COBOL": "cbl cob",
    "CUDA": "cu cuh",
    "Clojure": "clj cljs cljc",
    "CoffeeScript": "coffee",
    "Common Lisp": "lisp",
    "Crystal": "cr",
    "Cython": "pyx pxd",
    "D": "d",
    "Dart": "dart",
    "Elixir": "ex exs",
    "Elm": "elm",
    "Emacs Lisp": "el",
    "Erlang": "erl hrl",
    "F#": "fs fsi fsx",
    "Fortran": "f f90 f95 f03 f08",
    "Gleam": "gleam",
    "Go": "go",
    "Groovy": "groovy",
    "Haskell": "hs lhs",
    "Java": "java",
    "JavaScript": "js cjs mjs jsx",
    "Julia": "jl",
    "Kotlin": "kt kts",
    "Lua": "lua",
    "Nim": "nim",
    "OCaml": "ml mli",
    "Objective-C": "m mm",
    "PHP": "php",
    "Pascal": "pas",
    "Perl": "pl pm",
    "PowerShell": "ps1 psm1",
    "Python": "py pyi",
    "R": "r",
    "Racket": "rkt",
    "Ruby": "rb rake",
    "Rust": "rs",
    "Scala": "scala sc",
    "Scheme": "scm",
    "Shell": "sh bash zsh ksh fish bats",
    "Solidity": "sol",
    "Svelte": "svelte",
    "Swift": "swift",
    "SystemVerilog": "sv svh",
    "Tcl": "tcl",
    "TypeScript": "ts cts mts tsx",
    "VHDL": "vhd vhdl",
    "Verilog": "v",
    "Visual Basic": "vb",
    "Vue": "vue",
    "Zig": "zig",
}
_BY_EXTENSION = {
    extension: language for language, extensions in _EXTENSIONS.items() for extension in extensions.split()
}
GLUE = frozenset(("Shell", "Batch", "PowerShell", "Assembly"))
"""Languages that most repositories hold a little of, whatever they are for."""


def language(path: str) -> str:
    """Return the programming language of a file, "" for anything that is not code."""
    stem, dot, extension = path.rpartition("/")[2].rpartition(".")
    return _BY_EXTENSION.get(extension.lower(), "") if stem and dot else ""
