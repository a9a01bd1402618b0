using KgRca.Agent.Logs;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Tests.Logs;

public sealed class LogTemplateTests
{
    [Theory]
    [InlineData("took 12 ms", "took # ms")]
    [InlineData("took 1.5s", "took #")]
    [InlineData("from 10.0.0.1:8080", "from #")]
    [InlineData("order 0f5c1c1e-8a3d-4c55-9d5e-0d8f4a1b2c3d", "order #")]
    [InlineData("at 0xc000012345", "at #")]
    [InlineData("Pod \"cart-abc\" is gone", "Pod # is gone")]
    [InlineData("\"Failed to watch\" err=\"it is 7\"", "\"Failed to watch\" err=\"it is #\"")]
    [InlineData("can't open 'name' now", "can't open # now")]
    [InlineData("say \"", "say \"")]
    public void Mask_Text_LeavesWhatLinesHaveInCommon(string text, string template) =>
        Assert.Equal(template, LogTemplate.Mask(text, new char[256]).ToString());

    [Fact]
    public void Mask_TextLongerThanTheBuffer_IsCut() =>
        Assert.Equal("abcd", LogTemplate.Mask("abcdefgh", new char[4]).ToString());

    [Fact]
    public void Hash_OtherSeverity_IsOther() =>
        Assert.NotEqual(LogTemplate.Hash(Severity.Info, "a"), LogTemplate.Hash(Severity.Error, "a"));
}
