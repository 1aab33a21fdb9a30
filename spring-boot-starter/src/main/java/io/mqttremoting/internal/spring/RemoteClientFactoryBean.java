package io.mqttremoting.internal.spring;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.ClientOptions;
import io.mqttremoting.RemotingConnection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;

/** Makes the client of one interface when it is first needed. Thread-safe. */
public final class RemoteClientFactoryBean<T> implements FactoryBean<T>, InitializingBean {
  private static final int REQUIRED = 3; // its place among the arguments

  private final Class<T> type;
  private final String instance;
  private final String connection;
  private final boolean required;
  private @Nullable RemotingConnections connections;
  private @Nullable RemotingConnection remoting;
  private @Nullable T client; // guarded by this

  /**
   * Called by Spring.
   *
   * @param instance empty for none
   * @param connection empty for the default connection
   * @param required whether the program needs the service
   */
  public RemoteClientFactoryBean(
      Class<T> type, String instance, String connection, boolean required) {
    this.type = type;
    this.instance = instance;
    this.connection = connection;
    this.required = required;
  }

  /** A definition of a bean with these arguments. */
  public static BeanDefinition definition(
      Class<?> type, String instance, String connection, boolean required) {
    RootBeanDefinition definition = new RootBeanDefinition(RemoteClientFactoryBean.class);
    definition.setTargetType(
        ResolvableType.forClassWithGenerics(RemoteClientFactoryBean.class, type));
    definition.setAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE, type);
    definition.getConstructorArgumentValues().addIndexedArgumentValue(0, type);
    definition.getConstructorArgumentValues().addIndexedArgumentValue(1, instance);
    definition.getConstructorArgumentValues().addIndexedArgumentValue(2, connection);
    definition.getConstructorArgumentValues().addIndexedArgumentValue(REQUIRED, required);
    definition
        .getPropertyValues()
        .add("connections", new RuntimeBeanReference(RemotingConnections.BEAN_NAME));
    String qualifier = instance.isEmpty() ? connection : instance;
    if (!qualifier.isEmpty()) {
      definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, qualifier));
    }
    return definition;
  }

  /** Makes the client of a definition one that the program needs. */
  public static void require(BeanDefinition definition) {
    definition.getConstructorArgumentValues().addIndexedArgumentValue(REQUIRED, true);
  }

  /** Called by Spring, before the client is needed. */
  public void setConnections(RemotingConnections connections) {
    this.connections = connections;
  }

  /**
   * Called by Spring after that, also if nobody needs the client.
   *
   * @throws StartException if there is no connection of the name
   */
  @Override
  public void afterPropertiesSet() {
    try {
      remoting = Objects.requireNonNull(connections).get(connection);
    } catch (StartException e) {
      throw failure(e);
    }
  }

  @Override
  public synchronized T getObject() {
    if (client == null) {
      client = makeClient(Objects.requireNonNull(remoting));
    }
    return client;
  }

  private T makeClient(RemotingConnection calling) {
    ClientOptions options = ClientOptions.defaults();
    try {
      return calling.client(type, instance.isEmpty() ? options : options.withInstance(instance));
    } catch (IllegalArgumentException e) {
      throw failure(e);
    }
  }

  private StartException failure(RuntimeException e) {
    return StartException.of(
        "the client of " + type.getName() + " cannot be made", e, "correct the interface");
  }

  @Override
  public Class<?> getObjectType() {
    return type;
  }

  String instance() {
    return instance;
  }

  String connection() {
    return RemotingConnections.name(connection);
  }

  boolean isRequired() {
    return required;
  }

  /** Whether a service of the interface is known to be online. */
  boolean isAvailable() {
    return ClientHandle.of(getObject()).isAvailable();
  }
}
