namespace KgRca.RootCause.Rules;

/// <summary>Families of causes, for what they share: whom to mend, and what follows from them.</summary>
public enum CauseFamily
{
    /// <summary>The container's own process.</summary>
    Container,

    /// <summary>The image and its registry.</summary>
    Image,

    /// <summary>A probe that asks for the wrong thing.</summary>
    Probe,

    /// <summary>No node takes the pod.</summary>
    Scheduling,

    /// <summary>A namespace's quota.</summary>
    Quota,

    /// <summary>The API server refuses.</summary>
    Admission,

    /// <summary>Something that is referred to is absent.</summary>
    Reference,

    /// <summary>Volumes and claims.</summary>
    Storage,

    /// <summary>A node and what runs on it for the cluster.</summary>
    Node,

    /// <summary>Services, names and addresses.</summary>
    Service,

    /// <summary>A custom resource, and the controller that looks after it.</summary>
    Custom,

    /// <summary>Something was changed.</summary>
    Change,
}
