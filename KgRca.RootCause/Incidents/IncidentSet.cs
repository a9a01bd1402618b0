using System.Diagnostics.CodeAnalysis;

namespace KgRca.RootCause.Incidents;

/// <summary>The incidents in memory, by id, and by the namespaces that they have to do with.</summary>
internal sealed class IncidentSet
{
    private readonly Dictionary<string, Incident> _byId = new(StringComparer.Ordinal);

    // Made when it is first asked for: incidents that are restored get their causes after they were added.
    private Dictionary<string, HashSet<Incident>>? _byNamespace;

    public int Count => _byId.Count;

    public IReadOnlyCollection<Incident> All => _byId.Values;

    public Incident? Find(string id) => _byId.GetValueOrDefault(id);

    public bool Contains(Incident incident) => _byId.ContainsKey(incident.Id);

    /// <summary>The incidents with an error or a culprit in a namespace, or that had one; of objects without a namespace, those of the empty one.</summary>
    public IReadOnlyCollection<Incident> In(string @namespace)
    {
        if (_byNamespace is null)
        {
            _byNamespace = new(StringComparer.Ordinal);
            foreach (var incident in _byId.Values) Place(incident);
        }
        return TryFind(@namespace, out var incidents) ? incidents : [];
    }

    public void Add(Incident incident)
    {
        _byId[incident.Id] = incident;
        Place(incident);
    }

    /// <summary>Takes in that an incident may have come to more namespaces.</summary>
    public void Place(Incident incident)
    {
        if (_byNamespace is null) return;
        foreach (var place in incident.Namespaces) Place(incident, place);
        foreach (var link in incident.Causes.Values) Place(incident, link.Culprit.Namespace ?? "");
    }

    public void Remove(Incident incident)
    {
        _byId.Remove(incident.Id);
        if (_byNamespace is null) return;
        foreach (var incidents in _byNamespace.Values) incidents.Remove(incident);
    }

    private void Place(Incident incident, string @namespace)
    {
        if (TryFind(@namespace, out var incidents)) incidents.Add(incident);
        else _byNamespace?.Add(@namespace, [incident]);
    }

    private bool TryFind(string @namespace, [NotNullWhen(true)] out HashSet<Incident>? incidents)
    {
        incidents = null;
        return _byNamespace?.TryGetValue(@namespace, out incidents) == true;
    }
}
