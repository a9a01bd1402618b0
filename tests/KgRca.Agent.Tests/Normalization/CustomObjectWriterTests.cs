using System.Text;
using System.Text.Json;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Normalization;

namespace KgRca.Agent.Tests.Normalization;

public sealed class CustomObjectWriterTests
{
    private const string Canary = "c4nary-Value";

    private static readonly ResourceType Widget = new("example.com", "v1", "widgets", "Widget", IsCustom: true);

    [Theory]
    [InlineData("""{"spec": {"password": "{0}"}}""")]
    [InlineData("""{"spec": {"auth": {"basic": {"user": "x", "pass": "{0}"}}}}""")]
    [InlineData("""{"spec": {"credentials": ["{0}"]}}""")]
    [InlineData("""{"spec": {"adminToken": {"value": "{0}"}}}""")]
    [InlineData("""{"spec": {"values": {"db": {"rootPassword": "{0}"}}}}""")]
    [InlineData(
        """{"spec": {"source": {"helm": {"values": "db:\n  password: {0}\n", "parameters": [{"name": "db.password", "value": "{0}"}]}}}}"""
    )]
    [InlineData("""{"spec": {"env": [{"name": "API_KEY", "value": "{0}"}]}}""")]
    [InlineData("""{"spec": {"headers": [{"key": "x-auth", "value": "{0}"}]}}""")]
    [InlineData("""{"spec": {"encryptedData": {"a": "{0}"}, "template": {"data": {"b": "{0}"}}}}""")]
    [InlineData("""{"spec": {"data": {"k": {"nested": "{0}"}}}, "data": {"top": "{0}"}, "stringData": {"s": "{0}"}}""")]
    [InlineData("""{"spec": {"url": "postgres://user:{0}@db/x", "args": ["--token={0}"]}}""")]
    [InlineData(
        """{"spec": {"args": ["--token", "{0}"], "command": ["redis-cli", "-a", "{0}"], "script": "srv --password {0} --port 80"}}"""
    )]
    [InlineData(
        """{"spec": {"httpHeaders": [{"name": "Authorization", "value": "Basic {0}"}], "note": "Authorization: Bearer {0}", "address": "postgres://user:p@{0}/w@db/x"}}"""
    )]
    [InlineData(
        """{"metadata": {"annotations": {"example.com/copy": "{\"kind\":\"Widget\",\"a\":\"{0}\"}", "kapp.k14s.io/original": "{0}", "example.com/token": "{0}"}}}"""
    )]
    [InlineData("""{"spec": {"key": "-----BEGIN PRIVATE KEY-----\n{0}\n-----END PRIVATE KEY-----"}}""")]
    [InlineData("""{"status": {"message": "cannot log in with password={0}", "secret": "{0}"}}""")]
    [InlineData(
        """{"metadata": {"annotations": {"objectset.example.com/last-applied-configuration": "{0}", "example.com/file": "a\n{0}"}, "managedFields": [{"f": "{0}"}]}}"""
    )]
    public void Write_Secret_StaysBehind(string item)
    {
        var written = Write(item.Replace("{0}", Canary, StringComparison.Ordinal));
        Assert.DoesNotContain(Canary, written);
        Assert.Equal("Widget", JsonElement.Parse(written).GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData(
        """{"spec":{"args":["--token-ttl","5m"],"tokenReview":"v1","tokens":"5","secretName":"web-tls","passwordSecretRef":{"name":"db","key":"word"},"secretStoreRef":{"kind":"ClusterSecretStore","name":"vault"},"replicas":3,"suspend":false}}"""
    )]
    [InlineData(
        """{"spec":{"data":[{"remoteRef":{"key":"a/b","property":"c"}}],"duration":"2160h0m0s","selector":{"matchLabels":{"app":"web"}}}}"""
    )]
    [InlineData(
        """{"status":{"conditions":[{"type":"Ready","status":"False","reason":"DoesNotExist","message":"secret \"x\" not found,\nsays the controller","lastTransitionTime":"2026-03-01T11:57:00Z"}]}}"""
    )]
    public void Write_OrdinaryMembers_AreAsTheyWere(string item) => Assert.EndsWith(item[1..], Write(item));

    [Theory]
    [InlineData(
        """{"status": {"lastSyncTime": "2026-03-01T11:57:00Z", "reconciledAt": "2026-03-01T11:57:00.5Z", "refreshTime": 1}}""",
        """{"status": {"lastSyncTime": "2026-03-01T11:58:00Z", "reconciledAt": "2026-03-01T11:59:00Z", "refreshTime": 2}}"""
    )]
    [InlineData(
        """{"status": {"conditions": [{"type": "Ready", "status": "False", "lastTransitionTime": "2026-03-01T11:57:00Z", "message": "attempt 3, next in 10s"}]}}""",
        """{"status": {"conditions": [{"type": "Ready", "status": "False", "lastTransitionTime": "2026-03-01T11:57:30Z", "message": "attempt 4, next in 20s"}]}}"""
    )]
    public void Write_TimesAndCountsInTheStatus_AreNotSignificant(string before, string after)
    {
        Assert.Equal(Write(before, ObjectDetail.Significant), Write(after, ObjectDetail.Significant));
        Assert.NotEqual(Write(before), Write(after));
    }

    [Theory]
    [InlineData(
        """{"status": {"conditions": [{"type": "Ready", "status": "True"}]}}""",
        """{"status": {"conditions": [{"type": "Ready", "status": "False"}]}}"""
    )]
    [InlineData(
        """{"status": {"conditions": [{"type": "Ready", "message": "no issuer"}]}}""",
        """{"status": {"conditions": [{"type": "Ready", "message": "no order"}]}}"""
    )]
    [InlineData(
        """{"spec": {"notBefore": "2026-03-01T11:57:00Z"}}""",
        """{"spec": {"notBefore": "2026-03-02T11:57:00Z"}}"""
    )]
    [InlineData("""{"spec": {"values": "a: 1\nb: 2"}}""", """{"spec": {"values": "a: 1\nb: 3"}}""")]
    public void Write_OtherChanges_AreSignificant(string before, string after) =>
        Assert.NotEqual(Write(before, ObjectDetail.Significant), Write(after, ObjectDetail.Significant));

    private static string Write(string item, ObjectDetail detail = ObjectDetail.Full)
    {
        using var buffer = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions
                {
                    Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            )
        )
            ObjectNormalizer.Write(json, Widget, JsonElement.Parse(item), detail);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
