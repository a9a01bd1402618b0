using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Quotas;

public sealed class QuotaEventsTests
{
    // As Kubernetes 1.28 to 1.33 writes them.
    [Theory]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: exceeded quota: budget, requested: limits.cpu=500m, used: limits.cpu=2, limited: limits.cpu=2",
        Causes.CpuQuota
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: exceeded quota: budget, requested: limits.memory=1Gi, used: limits.memory=4Gi, limited: limits.memory=4Gi",
        Causes.MemoryQuota
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: jobs.batch \"web-1\" is forbidden: exceeded quota: budget, requested: count/jobs.batch=1, used: count/jobs.batch=2, limited: count/jobs.batch=2",
        Causes.ObjectQuota
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: exceeded quota: budget, requested: pods=1, used: pods=10, limited: pods=10",
        Causes.PodQuota
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: failed quota: budget: must specify limits.cpu for: server",
        Causes.QuotaNeedsRequests
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: maximum cpu usage per Container is 500m, but limit is 1",
        Causes.LimitRange
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000",
        Causes.LimitRange
    )]
    [InlineData(
        "ReplicaSetCreateError",
        "Failed to create new replica set \"web-1\": replicasets.apps \"web-1\" is forbidden: exceeded quota: sets, requested: count/replicasets.apps=1, used: count/replicasets.apps=1, limited: count/replicasets.apps=1",
        Causes.ObjectQuota
    )]
    [InlineData(
        "FailedToUpdateEndpointSlices",
        "Error updating Endpoint Slices for Service shop/web: failed to create EndpointSlice for Service shop/web: endpointslices.discovery.k8s.io \"web-j8q2x\" is forbidden: exceeded quota: q, requested: count/endpointslices.discovery.k8s.io=1, used: count/endpointslices.discovery.k8s.io=0, limited: count/endpointslices.discovery.k8s.io=0",
        Causes.ObjectQuota
    )]
    public void Assess_WarningThatTellsItsCause_IsAnOrigin(string reason, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), Meaning.OfWarning(reason, message));
}
