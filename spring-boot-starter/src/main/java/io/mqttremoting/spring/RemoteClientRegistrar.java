package io.mqttremoting.spring;

import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.internal.spring.RemoteClientFactoryBean;
import io.mqttremoting.internal.spring.StartException;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** Registers a bean for each interface of {@link ImportRemoteClients}. */
final class RemoteClientRegistrar implements ImportBeanDefinitionRegistrar {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteClientRegistrar.class);

  private final Environment environment;
  private final ResourceLoader resources;

  RemoteClientRegistrar(Environment environment, ResourceLoader resources) {
    this.environment = environment;
    this.resources = resources;
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
    MergedAnnotations annotations = metadata.getAnnotations(); // which leaves several in one
    Stream.concat(
            annotations.stream(ImportRemoteClients.class),
            annotations.stream(ImportRemoteClients.Several.class)
                .flatMap(
                    several ->
                        Stream.of(several.getAnnotationArray("value", ImportRemoteClients.class))))
        .forEach(each -> register(each, metadata.getClassName(), registry));
  }

  private void register(
      MergedAnnotation<ImportRemoteClients> imported,
      String importer,
      BeanDefinitionRegistry registry) {
    String instance = resolve(imported.getString("instance"), importer);
    String connection = resolve(imported.getString("connection"), importer);
    for (Class<?> type : typesOf(imported, importer)) {
      String name =
          (connection.isEmpty() ? "" : connection + ":")
              + type.getName()
              + (instance.isEmpty() ? "" : "@" + instance);
      boolean required = imported.getBoolean("required");
      if (!registry.containsBeanDefinition(name)) {
        registry.registerBeanDefinition(
            name, RemoteClientFactoryBean.definition(type, instance, connection, required));
      } else if (required) { // imported twice
        RemoteClientFactoryBean.require(registry.getBeanDefinition(name));
      }
    }
  }

  private Set<Class<?>> typesOf(MergedAnnotation<ImportRemoteClients> imported, String importer) {
    Set<Class<?>> types = new LinkedHashSet<>();
    for (Class<?> type : imported.getClassArray("types")) {
      if (!type.isAnnotationPresent(RemoteInterface.class)) {
        throw new StartException(
            "@ImportRemoteClients of "
                + importer
                + " names "
                + type.getName()
                + ", which has no @RemoteInterface",
            "annotate the interface");
      }
      types.add(type);
    }
    String[] packages = imported.getStringArray("basePackages");
    if (packages.length == 0 && types.isEmpty()) {
      packages = new String[] {ClassUtils.getPackageName(importer)};
    }
    for (String each : packages) {
      Set<Class<?>> found = scan(resolve(each, importer));
      if (found.isEmpty()) {
        LOG.warn("@ImportRemoteClients of {} finds no @RemoteInterface in {}", importer, each);
      }
      types.addAll(found);
    }
    return types;
  }

  private String resolve(String text, String importer) {
    try {
      return environment.resolveRequiredPlaceholders(text);
    } catch (IllegalArgumentException e) {
      throw StartException.of(
          "@ImportRemoteClients of " + importer + " has a placeholder without a value",
          e,
          "set the property");
    }
  }

  private Set<Class<?>> scan(String basePackage) {
    ClassPathScanningCandidateComponentProvider scanner =
        new ClassPathScanningCandidateComponentProvider(false, environment) {
          @Override
          protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
            return definition.getMetadata().isInterface()
                && definition.getMetadata().isIndependent();
          }
        };
    scanner.setResourceLoader(resources);
    scanner.addIncludeFilter(new AnnotationTypeFilter(RemoteInterface.class, false, false));
    Set<Class<?>> types = new LinkedHashSet<>();
    for (BeanDefinition definition : scanner.findCandidateComponents(basePackage)) {
      types.add(
          ClassUtils.resolveClassName(
              Objects.requireNonNull(definition.getBeanClassName()), resources.getClassLoader()));
    }
    return types;
  }
}
