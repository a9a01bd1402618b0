using System.Text.Json.Serialization;
using KgRca.Api.Administration;
using KgRca.Api.Agents;
using KgRca.Api.Causes;
using KgRca.Api.Findings;
using KgRca.Api.Incidents;
using KgRca.Api.Ingestion;
using KgRca.Api.Resources;
using KgRca.Api.Search;
using KgRca.Api.Statistics;
using KgRca.Contracts.Json;
using KgRca.Tenancy.Clients;

namespace KgRca.Api.Http;

/// <summary>The JSON of requests and answers: snake case, as on the wire.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(WireTimeConverter),
        typeof(WireEnumConverter<Plan>),
        typeof(WireEnumConverter<ClientStatus>),
        typeof(WireEnumConverter<Verdict>),
    ]
)]
[JsonSerializable(typeof(IncidentPage))]
[JsonSerializable(typeof(IncidentDetail))]
[JsonSerializable(typeof(ErrorPage))]
[JsonSerializable(typeof(RcaAnswer))]
[JsonSerializable(typeof(FeedbackRequest))]
[JsonSerializable(typeof(FeedbackAnswer))]
[JsonSerializable(typeof(ResourcePage))]
[JsonSerializable(typeof(ResourceGraph))]
[JsonSerializable(typeof(FindingPage))]
[JsonSerializable(typeof(AgentList))]
[JsonSerializable(typeof(StatisticsAnswer))]
[JsonSerializable(typeof(IngestAnswer))]
[JsonSerializable(typeof(ClientAnswer))]
[JsonSerializable(typeof(ClientListAnswer))]
[JsonSerializable(typeof(NewClientRequest))]
[JsonSerializable(typeof(ClientChangeRequest))]
[JsonSerializable(typeof(NewKeyRequest))]
[JsonSerializable(typeof(KeyAnswer))]
[JsonSerializable(typeof(KeyListAnswer))]
[JsonSerializable(typeof(QuotaAnswer))]
[JsonSerializable(typeof(UsageAnswer))]
[JsonSerializable(typeof(SearchAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext;
