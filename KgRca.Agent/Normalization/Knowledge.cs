using KgRca.Contracts.Identity;

namespace KgRca.Agent.Normalization;

/// <summary>
/// What the agent remembers of an object, an edge or an event, together with the record that tells of it: with all of
/// them an agent that starts again goes on where the last one ended, sends nothing twice, and tells of what is gone.
/// </summary>
/// <param name="Topic">The record's topic.</param>
/// <param name="Key">Of objects and edges the record's key; of an event its uid in Kubernetes.</param>
/// <param name="Mark">What is remembered; null where nothing is any more.</param>
internal readonly record struct Knowledge(DataTopic Topic, string Key, string? Mark);
