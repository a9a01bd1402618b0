using System.Text.Json;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Rules.Services;

/// <summary>What to change in a Service, or in what calls it.</summary>
internal static class ServiceNextSteps
{
    public static string? Of(Remedy remedy) =>
        remedy.Cause switch
        {
            Causes.ServiceSelector => Selector(remedy),
            Causes.ServicePort => Port(remedy),
            Causes.ServiceProtocol => Protocol(remedy),
            Causes.ServiceAddress => AddressNextSteps.Of(remedy),
            _ => null,
        };

    private static string? Selector(Remedy remedy)
    {
        var labels = remedy.WorkloadState.At("spec", "template", "metadata");
        if (remedy.Workload is not { } workload || remedy.Target.Kind != "Service" || !labels.Members("labels").Any())
            return null;
        var wanted = remedy.TargetState.At("spec").Members("selector").Select(pair => pair.Name).ToList();
        var changes = wanted.ToDictionary(key => key, key => labels.At("labels").Text(key));
        if (changes.Values.All(value => value is null))
        {
            var own = labels.Members("labels").First();
            changes[own.Name] = own.Value.Text();
        }
        var right = changes.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}={pair.Value}");
        var members = changes.Select(pair => $"\"{pair.Key}\":{(pair.Value is null ? "null" : $"\"{pair.Value}\"")}");
        var patch = $"-p '{{\"spec\":{{\"selector\":{{{string.Join(',', members)}}}}}}}'";
        return $"Set spec.selector of {NextSteps.Name(remedy.Target)} to {string.Join(", ", right)} "
            + $"(the Pods of {NextSteps.Name(workload)} have labels {Labels.Text(labels, "labels")}): "
            + $"{NextSteps.Command("patch", remedy.Target, patch)}.";
    }

    private static string? Port(Remedy remedy)
    {
        var declared = Declared(remedy);
        var ports = remedy.TargetState.At("spec").Items("ports").ToList();
        var index = ports.FindIndex(port => !declared.Exists(own => IsTarget(port, own)));
        if (index < 0 || declared.Count == 0)
            return null;
        var port = ports[index];
        var right = Closest(port, declared);
        if (right is null)
            return $"Set targetPort of port {port.Number("port")} in {NextSteps.Name(remedy.Target)} to one that its "
                + "Pods "
                + $"listen on ({Text(declared)}): {NextSteps.Command("edit", remedy.Target)}.";
        var patch =
            $"--type=json -p '[{{\"op\":\"replace\",\"path\":\"/spec/ports/{index}/targetPort\",\"value\":{right}}}]'";
        return $"Set targetPort of port {port.Number("port")} in {NextSteps.Name(remedy.Target)} to {right} "
            + $"(now {Target(port)}; its Pods listen on {Text(declared)}): "
            + $"{NextSteps.Command("patch", remedy.Target, patch)}.";
    }

    private static string? Protocol(Remedy remedy)
    {
        var declared = Declared(remedy);
        foreach (var port in remedy.TargetState.At("spec").Items("ports"))
        {
            var own = declared.Find(item => IsTarget(port, item));
            if (own.ValueKind == JsonValueKind.Undefined || ProtocolOf(own) == ProtocolOf(port))
                continue;
            return $"Set protocol of port {port.Number("port")} in {NextSteps.Name(remedy.Target)} to "
                + $"{ProtocolOf(own)} "
                + $"(now {ProtocolOf(port)}; its Pods listen on {own.Number("containerPort")}/{ProtocolOf(own)}): "
                + $"{NextSteps.Command("edit", remedy.Target)}.";
        }
        return null;
    }

    private static List<JsonElement> Declared(Remedy remedy) =>
        [.. remedy.PodSpec.Items("containers").SelectMany(container => container.Items("ports"))];

    private static bool IsTarget(JsonElement port, JsonElement own)
    {
        var target = port.At("targetPort").IsPresent() ? port.At("targetPort") : port.At("port");
        return target.Number() is { } number
            ? own.Number("containerPort") == number
            : own.Text("name") == target.Text();
    }

    private static int? Closest(JsonElement port, List<JsonElement> declared)
    {
        var named = declared.FindIndex(own => own.Text("name") is { } name && name == port.Text("name"));
        var same = declared.FindIndex(own => own.Number("containerPort") == port.Number("port"));
        return named >= 0 ? declared[named].Number("containerPort")
            : same >= 0 ? declared[same].Number("containerPort")
            : declared.Count == 1 ? declared[0].Number("containerPort")
            : null;
    }

    private static string Target(JsonElement port) =>
        port.Text("targetPort") ?? $"{port.Number("targetPort") ?? port.Number("port")}";

    private static string Text(List<JsonElement> declared) =>
        string.Join(", ", declared.Select(own => own.Number("containerPort")).Distinct());

    private static string ProtocolOf(JsonElement port) => port.Text("protocol") ?? "TCP";
}
