"""What stands below the help of each command: examples, and exit codes."""

EPILOGS = {
    "qa": """
Examples:
qa ask "When did the cease-fire take effect?"
qa index notes reports/2024.md
qa search cease-fire --type pdf
qa ask --help

Exit codes:
0    answered, found or done
1    no answer, nothing found, a measure below --min
2    an error, told in one line on standard error
130  interrupted

Options can be set for good in a file, qa.toml, or in
variables: see `qa config`. A flag that is set there is
undone with no- before its name.

The index is the nearest .qa folder at or above this
one; without any, `qa ask` makes one of the folder seeds.
Nothing leaves this machine.
""",
    "ask": """
Examples:
qa ask "When did the cease-fire take effect?"
qa ask -k 1 --in 'reports/*.pdf' --since 1y "Who signed?"
qa ask --json "How many were lost?" | jq '.quotes[0].text'
qa ask --cite bibtex "Who commanded?" >> notes.bib
qa ask --explain "Why did they retreat?"
qa ask --batch questions.jsonl > replies.jsonl

Exit codes:
0  answered
1  no answer, or with --batch to no question
2  an error, or a line of a batch that cannot be asked
""",
    "search": """
Examples:
qa search cease-fire
qa search -k 3 --under "Air combat" bomber losses
qa search --json --type pdf treaty | jq '.quotes[].text'

Exit codes:
0  something found
1  nothing found
2  an error
""",
    "index": """
Examples:
qa index notes reports/2024.md
qa index notes --include '*.md' --exclude drafts/
qa index notes --also '*.log'
qa index notes --no-patterns
qa index --watch
qa index --remove notes/old
""",
    "show": """
Examples:
qa show notes/a.md
qa show notes/a.md:12
qa show "report.pdf, page 2"
qa show 2
qa show report.pdf --text
""",
    "chat": """
Examples:
qa chat
qa chat --in 'reports/*.pdf' -k 5
cat questions.txt | qa chat

Exit codes:
0  the chat was left, or a line of a pipe was answered
1  no line of a pipe was answered
2  an error
""",
    "config": """
Examples:
qa config
qa config ask.quotes
qa config --json
""",
    "doctor": """
Examples:
qa doctor
qa doctor --json | jq '.checks[] | select(.state != "ok")'

Exit codes:
0  all is well, or there are only warnings
2  something is wrong
""",
    "status": """
Examples:
qa status
qa status --json | jq .skipped
""",
    "eval": """
Examples:
qa eval --part test
qa eval --set cases.jsonl --sources docs --min hit@1=0.80
qa eval --save run.json
qa eval --compare run.json --show-misses

Exit codes:
0  done
1  a measure is below its --min
2  an error
""",
}
