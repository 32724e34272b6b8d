"""The completion scripts: a table of rows, and for each shell what reads it.

Commands and options are in the script itself; only names are asked for, from ``sstui completion
--answer``, so that a shell starts a process for nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sstui.cli.completion_rows import Row

# What bash and zsh have in common.
_CORE = r"""
# What the word $2 takes in the command $1, in REPLY; fails where there is no such word.
_sstui_value() {
  local key=$'\n'$1$'\t'$2$'\t'
  [[ $_sstui_rows == *"$key"* ]] || return 1
  REPLY=${_sstui_rows#*"$key"}
  REPLY=${REPLY%%$'\t'*}
}

# From the words before the cursor: _sstui_command, and _sstui_kind where a value is to come.
_sstui_read() {
  local word REPLY
  _sstui_command=sstui _sstui_kind=
  for word; do
    if [[ -n $_sstui_kind ]]; then
      _sstui_kind=
    elif [[ $word == -* ]]; then
      _sstui_value "$_sstui_command" "$word" || _sstui_value sstui "$word" || REPLY=.
      [[ $REPLY == . ]] || _sstui_kind=$REPLY
    elif _sstui_value "$_sstui_command" "$word" && [[ $REPLY == '>' ]]; then
      _sstui_command="$_sstui_command $word"
    fi
  done
}
"""

_BASH = r"""
_sstui() {
  local current=${COMP_WORDS[COMP_CWORD]} kind command word value doc REPLY
  local -a words=()
  _sstui_read "${COMP_WORDS[@]:1:COMP_CWORD-1}"
  kind=$_sstui_kind
  if [[ -z $kind && $current != -* ]] && _sstui_value "$_sstui_command" '<>'; then
    kind=$REPLY
  fi
  case $kind in
    :*)
      mapfile -t words < <(
        sstui completion --answer "${kind:1}" "${COMP_WORDS[@]:1}" 2>/dev/null
      ) ;;
    =*) read -ra words <<<"${kind:1}" ;;
    @) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
    -) return ;;
    *)
      while IFS=$'\t' read -r command word value doc; do
        if [[ $word == -* ]]; then
          [[ $current == -* && ( $command == "$_sstui_command" || $command == sstui ) ]] &&
            words+=("$word")
        elif [[ $value == '>' && $command == "$_sstui_command" ]]; then
          words+=("$word")
        fi
      done <<<"$_sstui_rows" ;;
  esac
  COMPREPLY=()
  for word in "${words[@]}"; do
    printf -v doc %q "$word"
    [[ $word == "$current"* || $doc == "$current"* ]] && COMPREPLY+=("$doc")
  done
}
complete -F _sstui sstui
"""

_ZSH = r"""
_sstui() {
  local current=$words[CURRENT] kind command word value doc REPLY
  local -a found
  _sstui_read "${(@)words[2,CURRENT-1]}"
  kind=$_sstui_kind
  if [[ -z $kind && $current != -* ]] && _sstui_value "$_sstui_command" '<>'; then
    kind=$REPLY
  fi
  case $kind in
    :*)
      found=("${(@f)$(sstui completion --answer "${kind#:}" "${(@)words[2,-1]}" 2>/dev/null)}")
      compadd -- "${(@)found:#}" ;;
    '='*) compadd -- ${(s: :)${kind#=}} ;;
    '@') _files ;;
    -) return 1 ;;
    *)
      while IFS=$'\t' read -r command word value doc; do
        if [[ $word == -* ]]; then
          [[ $current == -* && ( $command == "$_sstui_command" || $command == sstui ) ]] &&
            found+=("${word}:$doc")
        elif [[ $value == '>' && $command == "$_sstui_command" ]]; then
          found+=("${word}:$doc")
        fi
      done <<<"$_sstui_rows"
      _describe sstui found ;;
  esac
}
if [[ $funcstack[1] == _sstui ]]; then _sstui "$@"; else compdef _sstui sstui; fi
"""

_FISH = r"""
# What the word $argv[2] takes in the command $argv[1]; fails where there is no such word.
function __sstui_value
    set -l row (string match -- "$argv[1]"\t"$argv[2]"\t'*' $__sstui_rows)
    or return 1
    string split -f 3 \t -- $row[1]
end

function __sstui_complete
    set -l typed (commandline -opc)
    set -e typed[1]
    set -l current (commandline -ct)
    set -l command sstui
    set -l kind ''
    for word in $typed
        if test -n "$kind"
            set kind ''
        else if string match -q -- '-*' $word
            set kind (__sstui_value $command $word; or __sstui_value sstui $word)
            test "$kind" = .; and set kind ''
        else
            set -l value (__sstui_value $command $word)
            test "$value" = '>'; and set command "$command $word"
        end
    end
    if test -z "$kind"; and not string match -q -- '-*' $current
        set kind (__sstui_value $command '<>')
    end
    switch "$kind"
        case ':*'
            command sstui completion --answer (string sub -s 2 -- $kind) $typed 2>/dev/null
        case '=*'
            string split ' ' -- (string sub -s 2 -- $kind)
        case @
            __fish_complete_path $current
        case ''
            for row in $__sstui_rows
                set -l cells (string split \t -- $row)
                if string match -q -- '-*' $cells[2]
                    string match -q -- '-*' $current
                    and contains -- $cells[1] $command sstui
                    and echo $cells[2]\t$cells[4]
                else if test "$cells[3]" = '>' -a "$cells[1]" = "$command"
                    echo $cells[2]\t$cells[4]
                end
            end
    end
end
complete -c sstui -f -a '(__sstui_complete)'
"""


def _bash(rows: Iterable[Row]) -> str:
    return f"# Completion of sstui for bash.\n_sstui_rows={_quoted(rows)}\n{_CORE}{_BASH}"


def _zsh(rows: Iterable[Row]) -> str:
    return f"#compdef sstui\n_sstui_rows={_quoted(rows)}\n{_CORE}{_ZSH}"


def _fish(rows: Iterable[Row]) -> str:
    cells = (_cells(row).replace("\\", "\\\\").replace("'", "\\'") for row in rows)
    table = " ".join(f"\\\n    '{each}'" for each in cells)
    return f"# Completion of sstui for fish.\nset -g __sstui_rows {table}\n{_FISH}"


def _quoted(rows: Iterable[Row]) -> str:
    """The rows between single quotes, each after a line break."""
    text = "".join(f"\n{_cells(row)}" for row in rows).replace("'", "'\\''")
    return f"'{text}\n'"


def _cells(row: Row) -> str:
    doc = " ".join(row.doc.split())
    return "\t".join((row.command, row.word, row.value, doc))


SCRIPTS: dict[str, Callable[[Iterable[Row]], str]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}
