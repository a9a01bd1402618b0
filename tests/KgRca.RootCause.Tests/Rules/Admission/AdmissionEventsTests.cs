using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Admission;

public sealed class AdmissionEventsTests
{
    // As Kubernetes 1.28 to 1.33 writes them.
    [Theory]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: error looking up service account shop/web: serviceaccount \"web\" not found",
        Causes.MissingServiceAccount
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: no PriorityClass with name high was found",
        Causes.MissingPodClass
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: pod rejected: RuntimeClass \"gvisor\" not found",
        Causes.MissingPodClass
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false",
        Causes.PodSecurity
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: Internal error occurred: failed calling webhook \"inject.mesh.example\": Post \"https://mesh.svc:443/inject\": connection refused",
        Causes.Webhook
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: admission webhook \"validate.policy.example\" denied the request: images must be signed",
        Causes.WebhookDenied
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: Pod \"web-1\" is invalid: spec.containers[0].resources.requests: Invalid value: \"500m\": must be less than or equal to cpu limit of 100m",
        Causes.InvalidTemplate
    )]
    [InlineData(
        "FailedCreate",
        "Error creating: pods \"web-1\" is forbidden: unable to create new content in namespace shop because it is being terminated",
        Causes.NamespaceStuck
    )]
    public void Assess_WarningThatTellsItsCause_IsAnOrigin(string reason, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), Meaning.OfWarning(reason, message));
}
