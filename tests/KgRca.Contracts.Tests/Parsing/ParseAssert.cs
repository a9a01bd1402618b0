using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Tests.Parsing;

internal static class ParseAssert
{
    public static T Valid<T>(DataTopic topic, byte[] value)
        where T : WireRecord
    {
        var result = RecordParser.Parse(topic, value, Samples.ReceivedAt);
        Assert.True(result.IsValid, $"{result.Error}");
        return Assert.IsType<T>(result.Record);
    }

    public static void Error(RecordErrorCode code, string member, string message, DataTopic topic, byte[] value)
    {
        var result = RecordParser.Parse(topic, value, Samples.ReceivedAt);
        Assert.Null(result.Record);
        Assert.Equal(new RecordError(code, member, message), result.Error);
    }
}
