"""The scripts that make a shell ask this program for candidates."""

import re

__all__ = ["SHELLS", "script", "variable_of"]

# Each script passes the line on standard input, which other users of the computer can't read, and the name of the shell
# in a variable. What comes back is data alone: each line is one candidate, and no shell evaluates it.
_BASH = r"""# Completion of {program} in bash.
_{name}_completion() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            =*) COMPREPLY+=("${line:1}") ;;
            nospace) compopt -o nospace 2>/dev/null ;;
        esac
    done < <(printf '%s\0' "${COMP_LINE:0:$COMP_POINT}" "$2" | {variable}=bash command {program} 2>/dev/null)
}
complete -o nosort -F _{name}_completion {program} 2>/dev/null || complete -F _{name}_completion {program}
"""
_ZSH = r"""#compdef {program}
# Completion of {program} in zsh.
_{name}() {
    local line
    local -a closed open
    while IFS= read -r line; do
        case $line in
            ('='*) closed+=("${line[2,-1]}") ;;
            ('+'*) open+=("${line[2,-1]}") ;;
        esac
    done < <(printf '%s\0' "$QIPREFIX" "${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}" |
        {variable}=zsh command {program} 2>/dev/null)
    if [[ -z $QIPREFIX && $PREFIX == \~*/* ]]; then # zsh would quote the tilde, which then means no folder
        compset -P 1 '*/'
        closed=("${(@)${(M@)closed:#\~*}#*/}") open=("${(@)${(M@)open:#\~*}#*/}")
    fi
    local result=1
    (( $#closed )) && _describe -V 'candidate' closed && result=0
    (( $#open )) && _describe -V 'candidate' open -S '' && result=0
    return result
}
if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
    _{name} "$@"
elif (( $+functions[compdef] )); then
    compdef _{name} {program}
fi
"""
_FISH = r"""# Completion of {program} in fish.
function __{name}_candidates
    printf '%s\0' (commandline --current-process --cut-at-cursor | string collect) |
        {variable}=fish command {program} 2>/dev/null
end
complete --command {program} --no-files --keep-order --arguments '(__{name}_candidates)'
"""
SHELLS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}
"""The scripts by the names of their shells."""

_PROGRAM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*", re.ASCII)


def script(shell: str, program: str) -> str:
    """Return the script for a shell.

    Args:
        shell: "bash", "zsh" or "fish".
        program: the name of the command.

    Raises:
        ValueError: the name has other characters than letters, digits, "_", "-" and ".".
    """
    if not _PROGRAM.fullmatch(program):
        raise ValueError(f"{program!r} can't be completed: expected letters, digits, '_', '-' and '.'")
    name = re.sub(r"\W", "_", program)
    text = SHELLS[shell].replace("{program}", program).replace("{name}", name)
    return text.replace("{variable}", variable_of(program))


def variable_of(program: str) -> str:
    """Return the variable by which a shell asks a program for candidates: ``_HEROICS_COMPLETE``."""
    return f"_{re.sub(r'[^A-Za-z0-9]', '_', program).upper()}_COMPLETE"
