package dev.lanewise.engine;

/** Which element is the nearest one to a place in the input. */
public enum NearestRounding {
    /** The nearest; of two as near the lower. */
    PREFER_FLOOR {
        @Override
        double round(double at) {
            return Math.ceil(at - 0.5);
        }
    },

    /** The nearest; of two as near the upper. */
    PREFER_CEIL {
        @Override
        double round(double at) {
            return Math.floor(at + 0.5);
        }
    },

    /** The next lower. */
    FLOOR {
        @Override
        double round(double at) {
            return Math.floor(at);
        }
    },

    /** The next upper. */
    CEIL {
        @Override
        double round(double at) {
            return Math.ceil(at);
        }
    };

    abstract double round(double at);
}
