using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KgRca.Agent.Normalization;

namespace KgRca.Agent.Tests.Normalization;

public sealed class SecretMaskTests
{
    [Theory]
    [InlineData("DB_PASSWORD")]
    [InlineData("pgPassword")]
    [InlineData("JWT_SECRET")]
    [InlineData("GITHUB_TOKEN")]
    [InlineData("apiKey")]
    [InlineData("API-KEY")]
    [InlineData("AWS_ACCESS_KEY_ID")]
    [InlineData("SENTRY_DSN")]
    [InlineData("REDIS_AUTH")]
    [InlineData("ConnectionStrings__Default")]
    [InlineData("MYSQL_PWD")]
    public void Apply_NameOfASecret_MasksTheWholeValue(string name) => Assert.Equal(SecretMask.Masked, SecretMask.Apply(name, "anything at all"));

    [Theory]
    [InlineData("MODE", "fast")]
    [InlineData("AUTHOR", "someone")]
    [InlineData("KEYBOARD", "us")]
    [InlineData("SPINNER", "yes")]
    [InlineData("ADDRESS", "http://checkout.shop:8080/path?x=1")]
    [InlineData("TIME", "12:30@noon")]
    [InlineData("DB_PASSWORD", "")]
    public void Apply_OrdinaryValue_StaysAsItIs(string name, string value) => Assert.Equal(value, SecretMask.Apply(name, value));

    [Theory]
    [InlineData("postgres://app:hunter2@db:5432/x", "postgres://app:(masked)@db:5432/x")]
    [InlineData("redis://:hunter2@cache:6379", "redis://:(masked)@cache:6379")]
    [InlineData("Host=db;Password=hunter2;Port=1", "Host=db;Password=(masked);Port=1")]
    [InlineData("{\"password\": \"hunter2\", \"user\": \"a\"}", "{\"password\": \"(masked)\", \"user\": \"a\"}")]
    [InlineData("bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "bearer (masked)")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE here", "key (masked) here")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----", "(masked)")]
    [InlineData("ghp_0123456789abcdefghijABCDEFGHIJ01", "(masked)")]
    [InlineData("gho_0123456789abcdefghijABCDEFGHIJ01", "(masked)")]
    [InlineData("ghu_0123456789abcdefghijABCDEFGHIJ01", "(masked)")]
    [InlineData("ghr_0123456789abcdefghijABCDEFGHIJ01", "(masked)")]
    [InlineData("ghs_0123456789abcdefghijABCDEFGHIJ01", "(masked)")]
    [InlineData("ASIAIOSFODNN7EXAMPLE", "(masked)")]
    [InlineData("hook xoxb-1234567890-abc", "hook (masked)")]
    [InlineData("xoxa-1234567890", "(masked)")]
    [InlineData("xoxp-1234567890", "(masked)")]
    [InlineData("xoxr-1234567890", "(masked)")]
    [InlineData("xoxs-1234567890", "(masked)")]
    [InlineData("AIza0123456789abcdefghijABCDEFGHIJ-_012", "(masked)")]
    [InlineData("sk_live_0123456789abcdef", "(masked)")]
    [InlineData("sk_test_0123456789abcdef", "(masked)")]
    [InlineData("rk_live_0123456789abcdef", "(masked)")]
    [InlineData("rk_test_0123456789abcdef", "(masked)")]
    [InlineData("kg_client-0123456789-abcdefghijk", "(masked)")]
    [InlineData("--password=hunter2", "--password=(masked)")]
    public void Apply_CredentialInText_MasksOnlyThat(string text, string expected)
    {
        Assert.Equal(expected, SecretMask.Apply(text));
        Assert.True(SecretMask.MayApply(JsonEncodedText.Encode(text).EncodedUtf8Bytes));
        Assert.True(SecretMask.MayApply(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes));
    }

    [Theory]
    [InlineData("registry.example/shop/app:1.4.2@sha256:9f2c4d5e6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f")]
    [InlineData("2026-01-15T08:00:00Z")]
    [InlineData("00000001-7d3a-4f1e-9c2b-5a6e8f0d1b3c")]
    [InlineData("")]
    public void MayApply_NamesTimesAndNumbers_TellsThatItDoesNot(string text) => Assert.False(SecretMask.MayApply(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("MountVolume.SetUp failed for volume \"token\" : secret \"api-token\" not found")]
    [InlineData("couldn't find key password in Secret shop/db")]
    [InlineData("secrets \"db\" is forbidden: User \"x\" cannot get resource")]
    public void Apply_TalkOfSecrets_StaysAsItIs(string text) => Assert.Equal(text, SecretMask.Apply(text));
}
