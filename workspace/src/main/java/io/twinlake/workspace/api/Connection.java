package io.twinlake.workspace.api;

import com.databricks.sdk.core.ApiClient;
import com.databricks.sdk.core.DatabricksConfig;
import com.databricks.sdk.core.DatabricksException;
import com.databricks.sdk.core.http.HttpClient;
import com.databricks.sdk.core.retry.NoRetryStrategyPicker;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a workspace is reached. Credentials come from where the SDK finds them: the profile, the
 * environment, a service principal, a managed identity.
 *
 * @param name how messages name the workspace, usually its site
 * @param profile of {@code .databrickscfg}
 * @param host of the workspace, where the profile does not say
 * @param configFile another file than {@code ~/.databrickscfg}
 * @param authType one of the SDK's, where several would fit
 * @param azureResourceId of the workspace, which finds its host and lets an Azure identity in that
 *     the workspace does not know yet
 * @param accountId of the account that is reached, and not one of its workspaces
 */
public record Connection(
    String name,
    Optional<String> profile,
    Optional<String> host,
    Optional<String> configFile,
    Optional<String> authType,
    Optional<String> azureResourceId,
    Optional<String> accountId) {
  private static final int TIMEOUT_SECONDS = 120;

  /** Opens it. No request is sent but those that find out how to log in. */
  public Api open(Map<Limit, Double> limits, Waiting waiting) {
    return open(limits, waiting, http -> http);
  }

  /**
   * The same, with something between us and the SDK's HTTP client.
   *
   * @param around sees every request and every answer
   */
  public Api open(Map<Limit, Double> limits, Waiting waiting, UnaryOperator<HttpClient> around) {
    DatabricksConfig config = new DatabricksConfig().setHttpTimeoutSeconds(TIMEOUT_SECONDS);
    profile.ifPresent(config::setProfile);
    host.ifPresent(config::setHost);
    configFile.ifPresent(config::setConfigFile);
    authType.ifPresent(config::setAuthType);
    azureResourceId.ifPresent(config::setAzureWorkspaceResourceId);
    accountId.ifPresent(config::setAccountId);
    try {
      config.resolve();
      Answers answers = new Answers(around.apply(config.getHttpClient()));
      ApiClient client =
          new ApiClient.Builder()
              .withDatabricksConfig(config)
              .withHttpClient(answers)
              .withRetryStrategyPicker(new NoRetryStrategyPicker())
              .build();
      return new Api(name, client, answers::workspace, limits, waiting);
    } catch (DatabricksException e) {
      throw Failed.login(name, e);
    }
  }
}
