using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Images;

public sealed class ImageEventsTests
{
    // As Kubernetes 1.28 to 1.33 writes them.
    [Theory]
    [InlineData(
        "Failed",
        "Failed to pull image \"r.example/web:9\": rpc error: code = NotFound desc = failed to resolve reference \"r.example/web:9\": r.example/web:9: not found",
        Causes.IncorrectImage
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"nginx:9.99\": Error response from daemon: manifest for nginx:9.99 not found: manifest unknown: manifest unknown",
        Causes.IncorrectImage
    )]
    [InlineData(
        "InspectFailed",
        "Failed to apply default image tag \"WEB:x y\": couldn't parse image name \"WEB:x y\": invalid reference format",
        Causes.IncorrectImage
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"r.exmaple/web:1\": failed to do request: Head \"https://r.exmaple/v2/web/manifests/1\": dial tcp: lookup r.exmaple on 10.96.0.10:53: no such host",
        Causes.RegistryDns
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"r.example/web:1\": failed to do request: Head \"https://r.example/v2/\": dial tcp 10.0.0.9:443: i/o timeout",
        Causes.RegistryUnreachable
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"r.example/web:1\": tls: failed to verify certificate: x509: certificate signed by unknown authority",
        Causes.RegistryUnreachable
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"r.example/web:1\": failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized",
        Causes.MissingPullSecret
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"web:1\": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
        Causes.IncorrectImage
    )]
    [InlineData(
        "FailedToRetrieveImagePullSecret",
        "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.",
        Causes.MissingPullSecret
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"web:1\": toomanyrequests: You have reached your pull rate limit.",
        Causes.RegistryRateLimited
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"web:1\": no match for platform in manifest: not found",
        Causes.ImagePlatform
    )]
    [InlineData(
        "Failed",
        "Failed to pull image \"r.example/web:1\": image pull failed for r.example/web:1 because the registry is unavailable",
        Causes.RegistryUnreachable
    )]
    [InlineData(
        "ErrImageNeverPull",
        "Container image \"r.example/web:1\" is not present with pull policy of Never",
        Causes.IncorrectImage
    )]
    public void Assess_WarningThatTellsItsCause_IsAnOrigin(string reason, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), Meaning.OfWarning(reason, message));
}
