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
    public void Apply_CredentialInText_MasksOnlyThat(string text, string expected) => Assert.Equal(expected, SecretMask.Apply(text));

    [Theory]
    [InlineData("MountVolume.SetUp failed for volume \"token\" : secret \"api-token\" not found")]
    [InlineData("couldn't find key password in Secret shop/db")]
    [InlineData("secrets \"db\" is forbidden: User \"x\" cannot get resource")]
    public void Apply_TalkOfSecrets_StaysAsItIs(string text) => Assert.Equal(text, SecretMask.Apply(text));
}
