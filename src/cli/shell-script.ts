/** The shells that can ask for completions. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/** One of the shells. */
export type Shell = (typeof SHELLS)[number];

/**
 * Bash splits words at some of `=`, `:` and `@` and replaces only what is behind the last of them, so that what stands
 * before it is taken off again; it works with the bash 3.2 of macOS, and without the package bash-completion.
 */
const BASH = `# bash completion of migr
_migr() {
  local word last line about breaks="" sign start="" words
  IFS=$' \\t\\n' read -ra words <<<"\${COMP_LINE:0:COMP_POINT}"
  last=\${COMP_LINE:0:COMP_POINT}
  case $last in *[[:space:]]) words+=("") ;; esac
  word=\${words[\${#words[@]} - 1]}
  for sign in = : @; do
    case $COMP_WORDBREAKS in *"$sign"*) breaks+=$sign ;; esac
  done
  if [[ -n $breaks ]]; then start=\${word%"\${word##*[$breaks]}"}; fi
  COMPREPLY=()
  while IFS=$'\\t' read -r line about; do
    case $line in
      :words) ;;
      :files) compopt -o filenames 2>/dev/null
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "\${word##*=}") ;;
      :folders) compopt -o filenames 2>/dev/null
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "\${word##*=}") ;;
      *) COMPREPLY+=("\${line#"$start"}") ;;
    esac
  done < <("\${words[0]}" complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _migr migr
`;

/** It may be read from .zshrc, or be a file `_migr` in a folder of `$fpath`. */
const ZSH = `#compdef migr
# zsh completion of migr
_migr() {
  local -a lines words_before candidates
  local line
  (( CURRENT > 2 )) && words_before=("\${(@Q)words[2,CURRENT-1]}")
  lines=("\${(@f)$("\${(Q)words[1]}" complete -- "\${words_before[@]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  case $lines[-1] in
    :files) compset -P '-*='; _files; return ;;
    :folders) compset -P '-*='; _files -/; return ;;
  esac
  for line in "\${(@)lines[1,-2]}"; do
    if [[ $line == *$'\\t'* ]]; then
      candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    else
      candidates+=("\${line//:/\\\\:}")
    fi
  done
  (( $#candidates )) && _describe -V migr candidates
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _migr "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
  compdef _migr migr
fi
`;

const FISH = `# fish completion of migr
function __migr_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l lines ($words[1] complete -- $words[2..-1] "$word" 2>/dev/null)
    set -l flag (string match -r -- '^-.*=' "$word")
    switch "$lines[-1]"
        case :files
            for path in (__fish_complete_path (string replace -r -- '^-.*=' '' "$word"))
                echo "$flag$path"
            end
        case :folders
            for path in (__fish_complete_directories (string replace -r -- '^-.*=' '' "$word") '')
                echo "$flag$path"
            end
        case '*'
            test (count $lines) -gt 1; and printf '%s\\n' $lines[1..-2]
    end
end
complete -c migr -e
complete -c migr -f -k -a '(__migr_complete)'
`;

/**
 * PowerShell offers files where a completer gives nothing. Before 7.3 it drops empty arguments on their way to a
 * program, so that `--next` says that the last word is not begun.
 */
const POWERSHELL = `# PowerShell completion of migr
Register-ArgumentCompleter -Native -CommandName migr -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
      if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value }
      else { $_.Extent.Text }
    })
  $request = '--next'
  if ($wordToComplete) {
    $request = '--'
    $words += $wordToComplete
  }
  $encoding = [Console]::OutputEncoding
  try {
    [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
    $lines = @(& $commandAst.GetCommandName() complete $request @words 2>$null)
  } finally {
    [Console]::OutputEncoding = $encoding
  }
  if ($lines.Count -eq 0 -or $lines[-1] -ne ':words') { return }
  if ($lines.Count -eq 1) { return '' }
  foreach ($line in $lines[0..($lines.Count - 2)]) {
    $value, $about = $line -split "\`t", 2
    if (-not $about) { $about = $value }
    $text = $value
    if ($value -notmatch '^[\\w+:/.=-][\\w+:/.=@-]*$') { $text = "'" + ($value -replace "'", "''") + "'" }
    [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $about)
  }
}
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL };

/** The script that has a shell ask `migr complete` for what may stand next. */
export function shellScript(shell: Shell): string {
  return SCRIPTS[shell];
}
