using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Applications;

namespace KgRca.RootCause.Tests.Rules.Applications;

public sealed class AlertNamesTests
{
    [Theory]
    [InlineData("Service", "LatencyDegradation", "p95 latency: 20 ms -> 80 ms", Causes.PodNetworkDelay)]
    [InlineData("Service", "SlowResponses", "", Causes.PodNetworkDelay)]
    [InlineData("Pod", "ServiceSelfTimeHigh", "", Causes.SlowByItself)]
    [InlineData("Service", "SpanDuration", "own time of checkout is 300 ms", Causes.SlowByItself)]
    [InlineData("Service", "ResourceSaturation", "cpu_cfs: 0.6 s throttled", Causes.CpuOverload)]
    [InlineData("Pod", "CPUThrottlingHigh", "", Causes.CpuOverload)]
    [InlineData("Node", "NetworkQualityDegraded", "TCP Retransmission", Causes.NodePacketLoss)]
    [InlineData("Node", "NodeLatencyHigh", "", Causes.NodeNetworkDelay)]
    [InlineData("PersistentVolumeClaim", "KubePersistentVolumeFillingUp", "", Causes.DiskFull)]
    [InlineData("Node", "NodeFilesystemSpaceFillingUp", "", Causes.DiskPressure)]
    [InlineData("Alert", "CoreDNSDown", "", Causes.Dns)]
    [InlineData("Node", "KubeNodeNotReady", "", Causes.NodeNotReady)]
    public void Assess_KnownSignal_IsEvidenceOfItsCause(string kind, string name, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), AlertNames.Assess(kind, name, message));

    [Theory]
    [InlineData("Node", "ResourceSaturation", "cpu utilization 90 %")]
    [InlineData("Service", "ClientLatencyHigh", "")]
    [InlineData("Service", "ThroughputDrop", "10 req/s -> 3 req/s")]
    [InlineData("Service", "NetworkQualityDegraded", "TCP Retransmission")]
    public void Assess_WhatFollowsFromAnother_IsASymptom(string kind, string name, string message) =>
        Assert.Equal(CauseRole.Symptom, AlertNames.Assess(kind, name, message).Role);

    [Theory]
    [InlineData("LatencyDegradation", "", true)]
    [InlineData("ErrorSpike", "", true)]
    [InlineData("X", "success rate 76 %", true)]
    [InlineData("SelfTimeHigh", "", true)]
    [InlineData("TrafficAnomaly", "Outbound surge", false)]
    [InlineData("CPUThrottlingHigh", "", false)]
    [InlineData("ClientLatencyHigh", "", false)]
    public void IsUserVisible_SlownessAndFailure_Are(string name, string message, bool expected) =>
        Assert.Equal(expected, AlertNames.IsUserVisible(name, message));

    [Theory]
    [InlineData("RequestErrors", "20 requests POST /fares failed: HTTPError('404 Client Error: Not Found')", true)]
    [InlineData("HighErrorRate", "GET /fares (HTTP 404)", true)]
    [InlineData("RequestErrors", "20 requests POST /fares failed: HTTPError('503 Server Error')", false)]
    [InlineData("RequestErrors", "404 requests failed", false)]
    public void Assess_RequestsAnsweredWithNotFound_IsARoute(string name, string message, bool isRoute) =>
        Assert.Equal(isRoute, AlertNames.Assess("Service", name, message).Cause == Causes.GatewayMisroute);
}
