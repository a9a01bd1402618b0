using KgRca.Agent.Delivery;

namespace KgRca.Agent.Tests.Delivery;

public sealed class KafkaOptionsTests
{
    [Fact]
    public void TryRead_UserThatIsTheClient_IsEncryptedAndWritesToItsTopics()
    {
        Assert.True(
            KafkaOptions.TryRead(
                "kafka:9093",
                Settings(("USERNAME", "client-acme-abc234"), ("PASSWORD", "x")),
                out var options,
                out _
            )
        );
        Assert.Equal(("client-acme-abc234", false), (options.Client.Value, options.IsPlaintext));
    }

    [Fact]
    public void TryRead_UserOfAnotherName_TakesTheClientThatIsNamed()
    {
        Assert.True(
            KafkaOptions.TryRead(
                "kafka:9093",
                name =>
                    name == "KGRCA_CLIENT_ID"
                        ? "client-acme-abc234"
                        : Settings(("USERNAME", "robot"), ("PASSWORD_FILE", "f"), ("PROTOCOL", "SASL_PLAINTEXT"))(name),
                out var options,
                out _
            )
        );
        Assert.Equal(("client-acme-abc234", "robot", true), (options.Client.Value, options.User, options.IsPlaintext));
    }

    [Theory]
    [InlineData("KGRCA_KAFKA_USERNAME", "PASSWORD=x")]
    [InlineData("KGRCA_KAFKA_PASSWORD", "USERNAME=client-acme-abc234")]
    [InlineData("KGRCA_KAFKA_PROTOCOL is PLAINTEXT", "USERNAME=client-acme-abc234", "PASSWORD=x", "PROTOCOL=PLAINTEXT")]
    [InlineData("KGRCA_CLIENT_ID", "USERNAME=robot", "PASSWORD=x")]
    public void TryRead_SomethingMissingOrWrong_SaysWhatToSet(string said, params string[] settings)
    {
        Assert.False(
            KafkaOptions.TryRead(
                "kafka:9093",
                Settings([.. settings.Select(setting => (setting.Split('=')[0], setting.Split('=')[1]))]),
                out _,
                out var trouble
            )
        );
        Assert.Contains(said, trouble);
    }

    private static Func<string, string?> Settings(params (string Name, string Value)[] settings) =>
        name => settings.FirstOrDefault(setting => $"KGRCA_KAFKA_{setting.Name}" == name).Value;
}
