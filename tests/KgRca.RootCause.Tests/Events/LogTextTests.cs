using KgRca.RootCause.Events;

namespace KgRca.RootCause.Tests.Events;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("I1125 02:01:44.123456       1 reflector.go:243] listing pods", "reflector.go:243")]
    [InlineData("16:42:54.172 INFO  o.a.c.Dispatcher#175 order 17", "o.a.c.Dispatcher#175")]
    [InlineData("2026-11-25 10:00:00 (app/orders.py:42) paid", "orders.py:42")]
    [InlineData("[main] com.shop.Order$Line[0]:9 added", "com.shop.Order$Line[0]:9")]
    [InlineData("order#4711 was paid at 12:30", "")]
    [InlineData("10.0.0.7:5432 refused", "")]
    [InlineData("build 1.2.3:4 of a.b:c", "")]
    [InlineData("orders.go:1234567 no line has such a number", "")]
    [InlineData("", "")]
    public void Place_OfALine_IsWhereTheCodeWroteIt(string line, string place) =>
        Assert.Equal(place, LogText.Place(line).ToString());

    [Theory]
    [InlineData("order 4711 of customer-17 was paid: 12.50", "order # of # was paid: #.#")]
    [InlineData("no numbers", "no numbers")]
    [InlineData("[exec-9]   c.a.Web  : paid", "[#] c.a.Web : paid")]
    [InlineData("[exec-10]  c.a.Web  : paid", "[#] c.a.Web : paid")]
    [InlineData("7", "#")]
    [InlineData("", "")]
    public void Mask_OfAText_HasASignForEachWordWithADigit(string text, string masked)
    {
        Span<char> buffer = stackalloc char[text.Length];
        Assert.Equal(masked, buffer[..LogText.Mask(text, buffer)].ToString());
    }
}
