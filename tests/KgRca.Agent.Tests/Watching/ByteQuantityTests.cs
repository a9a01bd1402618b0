using KgRca.Agent.Watching;

namespace KgRca.Agent.Tests.Watching;

public sealed class ByteQuantityTests
{
    [Theory]
    [InlineData("512Mi", 512L << 20)]
    [InlineData("2Gi", 2L << 30)]
    [InlineData("4096", 4096L)]
    [InlineData("0", null)]
    [InlineData("-1Mi", null)]
    [InlineData("9999999999Gi", null)]
    [InlineData("much", null)]
    [InlineData("", null)]
    public void Read_Text_IsAnAmountOrNone(string text, long? bytes) => Assert.Equal(bytes, ByteQuantity.Read(text));
}
