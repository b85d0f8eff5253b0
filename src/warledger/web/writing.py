"""What people changed about a claim, and with ``--write`` the doors to change it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, HTTPException, Request

from warledger.ledger import Ledger, corrections
from warledger.ledger.corrections import Amendment
from warledger.ledger.errors import LedgerError
from warledger.web.api import Asked, Number
from warledger.web.models import History, Problem, Reason, Wish

router = APIRouter(
    prefix="/api/v1", tags=["corrections"], responses={404: {"model": Problem}, 409: {"model": Problem}}
)


@router.get("/claims/{number}/history")
def history(reader: Asked, number: Number) -> History:
    """A claim as coded, and what people changed about it, in order."""
    try:
        claim, amendments = corrections.history(reader.ledger, number)
    except LedgerError as error:
        raise HTTPException(404, "There is no such claim in this ledger.") from error
    return History(claim=claim, amendments=amendments)


def _open_for(request: Request, ledger: Ledger) -> Ledger:
    if not request.app.state.settings.write:
        raise HTTPException(405, "This server is read-only; start it with --write to correct claims.")
    return ledger


@router.post("/claims/{number}/corrections", status_code=201, responses={405: {"model": Problem}})
def correct(request: Request, reader: Asked, number: Number, wish: Annotated[Wish, Body()]) -> Amendment:
    """Put a corrected claim in its place; the claim as coded stays and can be read in its history."""
    ledger = _open_for(request, reader.ledger)
    try:
        return corrections.correct(ledger, number, wish.set, author=wish.by, why=wish.why)
    except LedgerError as error:
        raise HTTPException(409, _told(error, ledger)) from error


@router.post("/claims/{number}/retraction", status_code=201, responses={405: {"model": Problem}})
def retract(request: Request, reader: Asked, number: Number, reason: Annotated[Reason, Body()]) -> Amendment:
    """Take a claim out of all answers: the report does not say it."""
    ledger = _open_for(request, reader.ledger)
    try:
        return corrections.retract(ledger, number, author=reason.by, why=reason.why)
    except LedgerError as error:
        raise HTTPException(409, _told(error, ledger)) from error


@router.post("/claims/{number}/restoration", status_code=201, responses={405: {"model": Problem}})
def restore(request: Request, reader: Asked, number: Number, reason: Annotated[Reason, Body()]) -> Amendment:
    """Take a retraction back."""
    ledger = _open_for(request, reader.ledger)
    try:
        return corrections.restore(ledger, number, author=reason.by, why=reason.why)
    except LedgerError as error:
        raise HTTPException(409, _told(error, ledger)) from error


def _told(error: LedgerError, ledger: Ledger) -> str:
    """The error's words without the ledger's path."""
    return str(error).replace(ledger.name, "the ledger")
