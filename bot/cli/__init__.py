"""The command line `python -m bot`: the parser, the exit codes, a module with `run(arguments)` per command.

`arguments` holds the command's options, and `settings` and `environ`.
"""
