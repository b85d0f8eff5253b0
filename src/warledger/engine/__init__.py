"""How the coder is run over a data set: shards, on one process, many, or a Ray cluster."""

from warledger.engine.job import Engine, Job, Progress, Tally, run
from warledger.engine.shards import Shard, plan

__all__ = ["Engine", "Job", "Progress", "Shard", "Tally", "plan", "run"]
