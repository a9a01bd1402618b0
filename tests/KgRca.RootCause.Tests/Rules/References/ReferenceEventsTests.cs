using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.References;

public sealed class ReferenceEventsTests
{
    // As Kubernetes 1.28 to 1.33 writes them.
    [Theory]
    [InlineData("Failed", "Error: configmap \"settings\" not found", Causes.MissingConfigMap)]
    [InlineData("Failed", "Error: secret \"database\" not found", Causes.MissingSecret)]
    [InlineData("Failed", "Error: couldn't find key url in Secret shop/database", Causes.MissingConfigKey)]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: persistentvolumeclaim \"data\" not found.",
        Causes.MissingClaim
    )]
    [InlineData(
        "FailedScheduling",
        "0/3 nodes are available: persistentvolumeclaim \"data\" is being deleted.",
        Causes.MissingClaim
    )]
    [InlineData(
        "FailedMount",
        "MountVolume.SetUp failed for volume \"all\" : configmap references non-existent config key: level",
        Causes.MissingConfigKey
    )]
    [InlineData(
        "FailedMount",
        "MountVolume.SetUp failed for volume \"cfg\" : configmap \"settings\" not found",
        Causes.MissingConfigMap
    )]
    [InlineData(
        "FailedMount",
        "MountVolume.SetUp failed for volume \"tls\" : secret \"web-tls\" not found",
        Causes.MissingSecret
    )]
    public void Assess_WarningThatTellsItsCause_IsAnOrigin(string reason, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), Meaning.OfWarning(reason, message));
}
