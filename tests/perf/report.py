# SPDX-License-Identifier: Apache-2.0
"""Numbers to tables: medians, spreads, ratios, and whether a goal is met."""
import statistics


def quartiles(values):
    if len(values) < 2:
        return values[0], values[0]
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


def spread(values, form):
    low, high = quartiles(values)
    return f"{form % statistics.median(values)} ({form % low}..{form % high})"


class Report:
    def __init__(self):
        self.missed = []

    def ratio(self, name, limit, dunlin, goal):
        """One row: seconds of both sides, pair by pair, and the median of the pairs' ratios with its quartiles."""
        ratios = [ours / least for least, ours in zip(limit, dunlin)]
        ratio = statistics.median(ratios)
        print(f"  {name:<34} {spread(limit, '%.3f'):<24} {spread(dunlin, '%.3f'):<24} "
              f"{spread(ratios, '%.2f'):<20} {self._judge(name, ratio, goal, '%.2f')}", flush=True)

    def heading(self, title):
        print(f"\n{title}\n  {'seconds: median (quartiles)':<34} {'limit':<24} {'dunlin':<24} {'ratio':<20} goal",
              flush=True)

    def figure(self, name, value, form, goal=None):
        print(f"  {name:<58} {form % value:>12}  {self._judge(name, value, goal, form)}", flush=True)

    def counts_heading(self, title, columns):
        print(f"\n{title}\n  {'':<34} " + " ".join(f"{column:>14}" for column in columns), flush=True)

    @staticmethod
    def counts(name, values):
        print(f"  {name:<34} " + " ".join(f"{value:>14}" for value in values), flush=True)

    def _judge(self, name, value, goal, form):
        if goal is None:
            return ""
        if value <= goal:
            return f"<= {form % goal} met"
        self.missed.append(name)
        return f"<= {form % goal} MISSED"
