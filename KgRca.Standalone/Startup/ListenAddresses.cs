using System.Net;

namespace KgRca.Standalone.Startup;

/// <summary>The addresses of <c>--urls</c>.</summary>
internal static class ListenAddresses
{
    /// <summary>
    /// Reads addresses such as <c>http://127.0.0.1:8080;https://*:8443</c>. Kestrel itself takes a name that is no
    /// address for "all interfaces", which would open the platform to more than was meant.
    /// </summary>
    /// <returns>The addresses.</returns>
    /// <exception cref="FormatException">One cannot be listened on; the message says which and why.</exception>
    public static string[] Parse(string urls)
    {
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (addresses.Length == 0)
            throw new FormatException("--urls is empty. Give an address such as http://127.0.0.1:8080.");
        foreach (var address in addresses)
            if (Problem(address) is { } problem)
                throw new FormatException($"Cannot listen on '{address}': {problem}");
        return addresses;
    }

    private static string? Problem(string address)
    {
        BindingAddress parsed;
        try
        {
            parsed = BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            return "it is not an address such as http://127.0.0.1:8080 or https://*:8443.";
        }
        if (parsed.Scheme is not ("http" or "https"))
            return "it must begin with http:// or https://.";
        if (parsed.Port is < 0 or > 65535)
            return $"a port is a number from 1 to 65535, not {parsed.Port}.";
        if (parsed.PathBase.Length > 0)
            return "it must not have a path.";
        var host = parsed.Host.Trim('[', ']');
        return host is "localhost" or "*" or "+" || IPAddress.TryParse(host, out _)
            ? null
            : $"{host} is not an IP address. Use localhost, the IP address of an interface, or * for all interfaces.";
    }
}
