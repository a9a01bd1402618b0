using System.Text.Json.Nodes;

namespace KgRca.Api.Documentation;

/// <summary>Examples of requests and responses, by operation.</summary>
internal static class OpenApiExamples
{
    private const string Incident = """
        {"id": "inc-4a1f0c93d2be77a05e61", "title": "Out of memory: Deployment shop/backend", "status": "open", "severity": "error",
         "started_at": "2026-11-21T11:50:49.000Z", "last_error_at": "2026-11-21T11:53:10.000Z", "error_count": 3,
         "resource_ids": ["prod/Pod/shop/backend-7d9f6c5b8-x2x4z"], "reopenings": 1, "reopened_at": "2026-11-21T11:53:10.000Z", "maintenance": false,
         "first_cause": {"event_id": "evt-456", "cause": "oom_killed", "title": "Out of memory", "confidence": 0.98,
           "object": {"kind": "Deployment", "namespace": "shop", "name": "backend"}, "workload": {"kind": "Deployment", "namespace": "shop", "name": "backend"}}}
        """;

    private const string Episode = """
        {"event_id": "evt-456", "event_time": "2026-11-21T11:50:49.000Z", "first_time": "2026-11-21T11:50:49.000Z", "count": 1, "source": "detector",
         "severity": "error", "reason": "OOMKilled", "message": "Container server was killed: it exceeded its memory limit of 128Mi; it has restarted 2 times.",
         "resource": "prod/Pod/shop/backend-7d9f6c5b8-x2x4z", "cause": "oom_killed"}
        """;

    private const string Cause = """
        {"event_id": "evt-456", "rank": 1, "confidence": 0.98, "reason": "OOMKilled",
         "message": "Container server was killed: it exceeded its memory limit of 128Mi; it has restarted 2 times.",
         "resource": "prod/Pod/shop/backend-7d9f6c5b8-x2x4z", "timestamp": 1795261849, "cause": "oom_killed", "title": "Out of memory",
         "meaning": "The container exceeded its memory limit, or the node ran out of memory, and the kernel killed it.", "next_step": "Raise `resources.limits.memory`, or find out what uses more memory than before.",
         "object": {"kind": "Deployment", "namespace": "shop", "name": "backend"}, "workload": {"kind": "Deployment", "namespace": "shop", "name": "backend"}, "scores": {"temporal": 1.0, "distance": 1.0, "domain": 0.95},
         "path": ["prod/Pod/shop/backend-7d9f6c5b8-x2x4z"], "explanation": "OOMKilled on Pod shop/backend-7d9f6c5b8-x2x4z when the incident started; this is the failure itself.",
         "proof": {"rule": "detector.OOMKilled@2026.11.2", "facts": ["evt-456", "evt-457"],
           "evidence": [{"object": "prod/Pod/shop/backend-7d9f6c5b8-x2x4z", "member": "spec.containers[server].resources.limits.memory", "value": "128Mi"}], "against": []}}
        """;

    private const string Resource = """
        {"id": "prod/Pod/shop/backend-7d9f6c5b8-x2x4z", "cluster": "prod", "kind": "Pod", "namespace": "shop", "name": "backend-7d9f6c5b8-x2x4z",
         "created_at": "2026-11-21T11:40:00.000Z", "observed_at": "2026-11-21T11:50:50.000Z"}
        """;

    private const string Client = """
        {"client_id": "client-acme-k2m4p6", "name": "Acme", "plan": "basic", "status": "active", "created_at": "2026-11-01T08:00:00.000Z"}
        """;

    private const string Key = """
        {"key_id": "key_0f5c3a7be1d29846", "name": "cluster agent", "prefix": "kg_client-acme-k2m4p6_4fQz", "permissions": ["ingest"],
         "created_at": "2026-11-01T08:00:00.000Z"}
        """;

    private static readonly Dictionary<string, (string? Request, string? Answer)> Examples = new(StringComparer.Ordinal)
    {
        ["ListIncidents"] = (
            null,
            $$"""{"incidents": [{{Incident}}], "next_cursor": "MTc5NTI2MTg0OTAwMCBpbmMtNGEx"}"""
        ),
        ["GetIncident"] = (
            null,
            $$"""{"incident": {{Incident}}, "errors": [{{Episode}}], "causes": [{{Cause}}], "unknown": ["No alerts have been sent."]}"""
        ),
        ["GetCauses"] = (
            null,
            $$"""{"incident_id": "inc-4a1f0c93d2be77a05e61", "causes": [{{Cause}}], "unknown": ["No alerts have been sent."]}"""
        ),
        ["PostFeedback"] = (
            """{"incident_id": "inc-4a1f0c93d2be77a05e61", "event_id": "evt-456", "verdict": "correct", "note": "Raised the limit."}""",
            """{"incident_id": "inc-4a1f0c93d2be77a05e61", "event_id": "evt-456", "verdict": "correct", "rank": 1}"""
        ),
        ["ListResources"] = (null, $$"""{"resources": [{{Resource}}]}"""),
        ["GetResourceGraph"] = (
            null,
            $$"""
            {"nodes": [{{Resource}}], "relationships": [{"type": "RUNS_ON", "from": "prod/Pod/shop/backend-7d9f6c5b8-x2x4z", "to": "prod/Node//worker-1"}, {"type": "CALLS", "from": "prod/Deployment/shop/frontend", "to": "prod/Service/shop/backend", "calls": {"source": "trace", "rate": 12.5, "error_ratio": 0.02, "latency_p50_ms": 8.9, "latency_p95_ms": 42.3} }], "is_truncated": false}
            """
        ),
        ["ListFindings"] = (
            null,
            $$"""{"findings": [{"id": "finding-5d1f0c93d2be77a05e61", "title": "Out of memory", "state": "active", "object": {"kind": "Deployment", "namespace": "shop", "name": "backend"}, "next_step": "Raise `resources.limits.memory`, or find out what uses more memory than before.", "finding": {{Episode}}, "evidence": [{"object": "prod/Pod/shop/backend-7d9f6c5b8-x2x4z", "member": "spec.containers[server].resources.limits.memory", "value": "128Mi"}]}]}"""
        ),
        ["ListAgents"] = (
            null,
            """
            {"agents": [{"instance_id": "prod", "version": "0.1.0", "first_seen_at": "2026-11-01T08:00:00.000Z", "last_seen_at": "2026-11-21T11:53:10.000Z", "records": 120345, "lag_seconds": 0.2, "dropped": 0, "clock_offset_seconds": 0.1}], "wrong_clocks": [{"cluster": "prod", "source": "kubelet on worker-2", "ahead_seconds": 3600.2, "records": 41, "first_at": "2026-11-21T11:02:10.000Z", "last_at": "2026-11-21T11:52:41.000Z"}]}
            """
        ),
        ["GetStatistics"] = (
            null,
            """
            {"nodes": {"Episodic": 5210, "Incident": 6, "Resource": 340}, "relationships": {"ABOUT": 5210, "RUNS_ON": 90}, "open_incidents": 1, "stored_bytes": 2105344, "lag": 0, "dead_letters": 0}
            """
        ),
        ["Ingest"] = (
            """
            {"topic": "events.normalized", "key": "evt-456", "time": "2026-11-21T11:50:49.000Z", "value": {"event_id": "evt-456", "event_time": "2026-11-21T11:50:49.000Z", "cluster": "prod", "source": "k8s.event", "severity": "warning", "reason": "BackOff", "message": "Back-off restarting failed container", "subject": {"kind": "Pod", "namespace": "shop", "name": "backend-7d9f6c5b8-x2x4z"}}}
            """,
            """{"accepted": 1, "rejected": 1, "errors": [{"line": 2, "topic": "events.normalized", "code": "missing_member", "member": "subject.kind", "message": "is required"}]}"""
        ),
        ["ListClients"] = (null, $$"""{"clients": [{{Client}}]}"""),
        ["CreateClient"] = ("""{"name": "Acme", "plan": "basic"}""", Client),
        ["GetClient"] = (null, Client),
        ["UpdateClient"] = ("""{"plan": "pro"}""", Client),
        ["ListKeys"] = (null, $$"""{"keys": [{{Key}}]}"""),
        ["CreateKey"] = ("""{"name": "cluster agent", "permissions": ["ingest"]}""", Key),
        ["GetUsage"] = (null, """{"usage": [{"day": "2026-11-21", "meter": "events_ingested", "quantity": 120345}]}"""),
        ["SearchSemantic"] = (
            null,
            $$"""
            {"query": "pods that ran out of memory", "mode": "hybrid", "pending": 0, "results": [{"score": 0.0328, "episode": {{Episode}}, "incident_id": "inc-4a1f0c93d2be77a05e61"}]}
            """
        ),
        ["QueryCypher"] = ("""{"query": "MATCH (i:Incident) RETURN i LIMIT 10"}""", null),
    };

    /// <summary>The examples of an operation; null where it has none.</summary>
    public static (JsonNode? Request, JsonNode? Answer) Of(string? operation)
    {
        var (request, answer) = Examples.GetValueOrDefault(operation ?? "");
        return (request is null ? null : JsonNode.Parse(request), answer is null ? null : JsonNode.Parse(answer));
    }
}
