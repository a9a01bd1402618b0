using System.IO.Compression;
using System.Text;

namespace KgRca.Scenarios.Hostile;

/// <summary>Bodies that cost more than they look.</summary>
internal static class HostileBodies
{
    private const string Time = "2026-01-15T08:00:00Z";

    /// <summary>A body of one line, again and again, gzipped.</summary>
    public static byte[] Repeated(string line, int times)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line, 1_000)));
            for (var i = 0; i < times / 1_000; i++)
                gzip.Write(block);
        }
        return output.ToArray();
    }

    /// <summary>Events of ever new reasons about ever the same Pods, some with long messages.</summary>
    public static string Events(int number)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < 200; i++)
        {
            var message = i % 50 == 0 ? new string('x', 200_000) : "it failed";
            lines.Append(
                Line(
                    "events.normalized",
                    $$$"""{"event_id":"attack-{{{number}}}-{{{i}}}","event_time":"{{{Time}}}","cluster":"attack","source":"k8s.event","severity":"error","reason":"Reason{{{i}}}","message":"{{{message}}}","subject":{{{Reference("Pod", $"pod-{i % 20}")}}} }"""
                )
            );
        }
        return lines.ToString();
    }

    /// <summary>Services that all select all Pods, and those Pods.</summary>
    public static string Objects(int number)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < 250; i++)
        {
            lines.Append(
                Resource(
                    "Service",
                    $"service-{number}-{i}",
                    "\"spec\":{\"selector\":{\"app\":\"all\"},\"ports\":[{\"port\":80}]}"
                )
            );
            lines.Append(
                Resource("Pod", $"pod-{number}-{i}", "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}")
            );
        }
        return lines.ToString();
    }

    private static string Resource(string kind, string name, string rest) =>
        Line(
            "state.k8s.resource",
            $$$"""{"op":"upsert","observed_at":"{{{Time}}}","cluster":"attack","object":{"apiVersion":"v1","kind":"{{{kind}}}","metadata":{"namespace":"attack","name":"{{{name}}}","labels":{"app":"all"}},{{{rest}}} } }"""
        );

    private static string Reference(string kind, string name) =>
        $$"""{"kind":"{{kind}}","namespace":"attack","name":"{{name}}"}""";

    private static string Line(string topic, string value) =>
        $$"""{"topic":"{{topic}}","key":"k","time":"{{Time}}","value":{{value}}}""" + "\n";
}
