"""The command line. The one module that may import both the indexer and the web, and does so only when asked to."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from signpost.problems import EntriesRefused, SignpostError
from signpost.record.commands import add_arguments as record_arguments
from signpost.record.commands_user import add_arguments as user_arguments
from signpost.settings import Settings

if TYPE_CHECKING:
    from signpost.search.directory import Directory

CLEAN, PROBLEMS, COULD_NOT_RUN = 0, 1, 2
THIS_MACHINE = "127.0.0.1"  # the passwords of a demonstration are for whoever sits here


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 for clean, 1 for problems found, 2 for could not run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows a question mark
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.from_env(os.environ, **{name: getattr(options, name, None) for name in _FLAGS})
        code = int(options.run(options, settings))
        sys.stdout.flush()  # here, where it is caught when nobody reads any more
        return code
    except EntriesRefused as refused:
        _print_problems(refused)
        return PROBLEMS
    except SignpostError as mistake:
        print(f"signpost: {mistake}", file=sys.stderr)
        return COULD_NOT_RUN
    except BrokenPipeError:  # the reader of a pipe has gone: nobody is left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        print("signpost: stopped.", file=sys.stderr)
        return COULD_NOT_RUN


_FLAGS = ("data", "taxonomy", "index", "host", "port", "workers")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="signpost", description="Cancer support services by concern and place.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace, Settings], int], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        return made

    check = command("check", _check, "Check the taxonomy and the entries; print every problem with its line and the way out.")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="entry files or folders; all of the directory when left out")
    check.add_argument("--format", choices=("text", "json", "github"), default="text")
    build = command("build", _build, "Check, then build one index generation and switch to it. A bad entry changes nothing that is served.")
    build.add_argument("--out", dest="index", type=Path, metavar="DIR", help="folder of index generations (SIGNPOST_INDEX)")
    for made in (check, build):
        made.add_argument("--data", type=Path, metavar="DIR", help="folder of entries (SIGNPOST_DATA)")
        made.add_argument("--taxonomy", type=Path, metavar="DIR", help="folder of the concern scheme (SIGNPOST_TAXONOMY)")
    search = command("search", _search, "Find services by concern or words, near a place.")
    search.add_argument("text", nargs="?", metavar="TEXT", help="plain words: 'swollen arm'")
    search.add_argument("--concern", action="append", default=[], metavar="ID", help="a concern or category; may be given more than once")
    search.add_argument("--near", required=True, metavar="PLACE", help="postcode, outward code (LS1), lat,lon, local authority or town")
    search.add_argument("--radius", metavar="MILES", help="how far is near (default 25)")
    search.add_argument("--limit", metavar="N", help="how many to print (default 20)")
    search.add_argument("--explain", action="store_true", help="show how each result came by its place")
    search.add_argument("--json", action="store_true", help="print what the API returns")
    concerns = command("concerns", _concerns, "The concern scheme; or the concerns that TEXT means, best first.")
    concerns.add_argument("text", nargs="?", metavar="TEXT")
    concerns.add_argument("--json", action="store_true")
    corrections = command("corrections", _corrections, "What people say is wrong with an entry; or close what a curator has dealt with: done NUMBER.")
    corrections.add_argument("action", nargs="?", choices=("done",), help="close these reports: what was said is deleted")
    corrections.add_argument("numbers", nargs="*", type=int, metavar="NUMBER")
    record_arguments(command("record", _record, "Keep the package record: its keys, its tables, backups."))
    user_arguments(command("user", _user, "Staff who may sign in to the package record, and their teams."))
    serve = command("serve", _serve, "Serve pages and API; builds what is missing first.")
    serve.add_argument("--host", help="address to listen on (SIGNPOST_HOST, default 127.0.0.1)")
    demo = command("demo", _demo, "Try the package record out, with invented people in a temporary folder. Nothing is left when it stops.")
    for made in (serve, demo):
        made.add_argument("--port", help="port to listen on (SIGNPOST_PORT, default 8000)")
    serve.add_argument("--workers", help="processes (SIGNPOST_WORKERS, default 1)")
    return parser


def _now() -> datetime:
    return datetime.now(ZoneInfo("Europe/London"))


def _progress(text: str) -> None:
    print(f"  {text} ...", file=sys.stderr, flush=True)


def _print_problems(refused: EntriesRefused) -> None:
    for problem in refused.problems:
        print(problem, file=sys.stderr)
    print(f"signpost: {refused}", file=sys.stderr)


def _check(options: argparse.Namespace, settings: Settings) -> int:
    from signpost_indexer.build import check
    from signpost_indexer.report import report

    checked = check(settings, options.paths, _now().date(), Path.cwd())
    print(report(checked.problems, options.format, checked.files))
    return PROBLEMS if checked.errors else CLEAN


def _build(options: argparse.Namespace, settings: Settings) -> int:
    from signpost_indexer.build import build

    built = build(settings, _now().date(), Path.cwd(), _progress)
    for warning in built.warnings:
        print(warning, file=sys.stderr)
    how = "Built" if built.fresh else "Nothing has changed:"
    print(f"{how} generation {built.generation} with {built.services} services in {settings.index}")
    return CLEAN


def _open_directory(settings: Settings) -> Directory:
    """What is served; built first when there is nothing, or nothing that can be opened."""
    from signpost.postcode_table import NoPostcodeTable
    from signpost.search.generation import BrokenGeneration
    from signpost.search.serving import NoIndexYet, open_current

    try:
        return open_current(settings)
    except NoIndexYet:
        print("First start: building what searching needs.", file=sys.stderr)
    except (BrokenGeneration, NoPostcodeTable) as fault:
        print(f"{str(fault).removesuffix(' Run: signpost build')} Building it anew.", file=sys.stderr)
    from signpost_indexer.build import build

    build(settings, _now().date(), Path.cwd(), _progress)
    return open_current(settings)


def _search(options: argparse.Namespace, settings: Settings) -> int:
    from signpost_web.params import LANGUAGES, parse_search
    from signpost_web.shapes import search_page

    directory = _open_directory(settings)
    single = {"q": options.text, "near": options.near, "radius_miles": options.radius, "limit": options.limit, "explain": "true" if options.explain else None}
    pairs = [("concern", concern) for concern in options.concern] + [(name, value) for name, value in single.items() if value is not None]
    request, as_of = parse_search(pairs, directory)
    shape = search_page(directory.search(request, as_of or _now()), pairs, as_of, directory.scheme)
    if options.json:
        print(json.dumps(shape, ensure_ascii=False, indent=2))
    else:
        from signpost.terminal import search_in_words

        print(search_in_words(shape, directory.scheme, LANGUAGES))
    return CLEAN


def _concerns(options: argparse.Namespace, settings: Settings) -> int:
    from signpost_web.shapes import concern, meant_concern

    directory = _open_directory(settings)
    scheme = directory.scheme
    if options.text:
        rows = [meant_concern(one, scheme) for one in directory.understand(options.text)]
    else:
        rows = [concern(one) for one in scheme.concerns]
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        from signpost.search.request import SearchRequest
        from signpost.terminal import concerns_in_words, meant_in_words

        if options.text:
            print(meant_in_words(rows, directory.search(SearchRequest(text=options.text, limit=1), _now()).urgent))
        else:
            print(concerns_in_words(rows, scheme))
    return CLEAN


def _corrections(options: argparse.Namespace, settings: Settings) -> int:
    from signpost.corrections import NoSuchReport, Queue
    from signpost.terminal import reports_in_words

    if options.action and not options.numbers:
        raise NoSuchReport("Say which reports to close, by their numbers: signpost corrections done 3 4")
    queue = Queue(settings.corrections)
    for number in options.numbers:
        queue.close(number, _now().date())
    print(reports_in_words(queue.open_reports()))
    return CLEAN


def _record(options: argparse.Namespace, settings: Settings) -> int:
    from signpost.record.commands import run

    return run(options, settings)


def _user(options: argparse.Namespace, settings: Settings) -> int:
    from signpost.record.commands_user import run

    return run(options, settings)


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    from signpost_web.serving import run
    from signpost_web.theme import read_theme

    _can_listen(settings.host, settings.port)  # before a first build that would be for nothing
    read_theme(settings.theme)
    if settings.record_key:
        from signpost.record.opening import open_store

        open_store(settings).close()  # set up once, before workers start; and a wrong key is told here, not when a record is needed
    _open_directory(settings)

    run(settings)
    return CLEAN


def _demo(options: argparse.Namespace, settings: Settings) -> int:
    from signpost.record.demo.starting import started
    from signpost_web.serving import run

    settings = replace(settings, host=THIS_MACHINE)
    _can_listen(settings.host, settings.port)
    with started(settings, _open_directory(settings), _now()) as (own, told):
        print(told, flush=True)
        run(own)
    return CLEAN


class CannotListen(SignpostError):
    """The address is taken, forbidden or no address of this machine."""


def _can_listen(host: str, port: int) -> None:
    import socket

    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        socket.create_server(address[:2], family=family).close()
    except (OSError, UnicodeError) as fault:
        why = getattr(fault, "strerror", None) or "that is no address of this machine"
        raise CannotListen(f"Cannot listen on {host}:{port}: {why}. Choose another with --host and --port.") from None


if __name__ == "__main__":
    sys.exit(main())
