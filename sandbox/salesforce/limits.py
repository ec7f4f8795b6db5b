"""The org's daily API quota: `Sforce-Limit-Info`, `/limits`, `/limits/recordCount`, and the refusal at its end."""

import threading
from collections import deque
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import Clock
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.wire import RestCall, RestReply

DAILY = 100_000
WINDOW = timedelta(hours=24)
# Other limits that clients read; nothing here uses them up.
OTHERS = {
    "ActiveScratchOrgs": 3,
    "DailyAsyncApexExecutions": 250_000,
    "DailyBulkApiBatches": 15_000,
    "DailyBulkV2QueryFileStorageMB": 976_562,
    "DailyBulkV2QueryJobs": 10_000,
    "DailyDurableStreamingApiEvents": 200_000,
    "DailyGenericStreamingApiEvents": 10_000,
    "DailyStandardVolumePlatformEvents": 25_000,
    "DailyStreamingApiEvents": 200_000,
    "DailyWorkflowEmails": 1_000,
    "DataStorageMB": 10_240,
    "DurableStreamingApiConcurrentClients": 1_000,
    "FileStorageMB": 10_240,
    "HourlyAsyncReportRuns": 1_200,
    "HourlyDashboardRefreshes": 200,
    "HourlyDashboardResults": 5_000,
    "HourlyDashboardStatuses": 999_999_999,
    "HourlyODataCallout": 1_000,
    "HourlySyncReportRuns": 500,
    "HourlyTimeBasedWorkflow": 1_000,
    "MassEmail": 5_000,
    "SingleEmail": 5_000,
    "StreamingApiConcurrentClients": 1_000,
}


class Usage:
    """Calls of the last 24 hours of the clock against `quota`, which may be set at any time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._used: deque[tuple[datetime, int]] = deque()
        self._sum = 0
        self.quota = DAILY

    @property
    def used(self) -> int:
        oldest = self._clock.now() - WINDOW
        with self._lock:
            while self._used and self._used[0][0] <= oldest:
                self._sum -= self._used.popleft()[1]
            return self._sum

    def reset(self, used: int = 0) -> None:
        with self._lock:
            self._used.clear()
            self._sum = 0
            self.count(used)

    def count(self, calls: int = 1) -> None:
        """Calls of one minute share an entry."""
        minute = self._clock.now().replace(second=0, microsecond=0)
        with self._lock:
            before = self._used.pop()[1] if self._used and self._used[-1][0] == minute else 0
            self._used.append((minute, before + calls))
            self._sum += calls

    def check(self) -> None:
        """Raises REQUEST_LIMIT_EXCEEDED (403) when nothing is left."""
        if self.used >= self.quota:
            raise quota_used_up()

    def header(self) -> str:
        return f"api-usage={self.used}/{self.quota}"


def quota_used_up() -> SalesforceError:
    return SalesforceError("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", status=403)


def show_limits(call: RestCall) -> RestReply:
    usage = call.face.usage
    body: dict[str, Any] = {name: {"Max": most, "Remaining": most} for name, most in OTHERS.items()}
    body["DailyApiRequests"] = {"Max": usage.quota, "Remaining": max(0, usage.quota - usage.used)}
    return RestReply(200, dict(sorted(body.items())))


def record_count(call: RestCall) -> RestReply:
    """`?sObjects=Contact,Lead`; without it, every object."""
    named = [name.strip() for name in call.query.get("sObjects", "").split(",") if name.strip()]
    return RestReply(200, call.acting.record_count(named))
