package dev.lanewise.properties.support;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** Fewer tries where vectors are emulated, for properties that set no number of their own. */
public final class ScaledTries implements AroundPropertyHook {
    private static final int DEFAULT_TRIES = 300;
    private static final int EMULATED_SHARE = 6;

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        if (Width.EMULATED && context.attributes().tries().isEmpty()) {
            int tries = Integer.getInteger("jqwik.tries.default", DEFAULT_TRIES);
            context.attributes().setTries(Math.max(1, tries / EMULATED_SHARE));
        }
        return property.execute();
    }
}
